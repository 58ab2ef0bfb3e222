"""Every sentence that the bot says, by name and language, filled with values that platforms render natively."""

from core.replies.book import Book, load

__all__ = ["Book", "load"]
