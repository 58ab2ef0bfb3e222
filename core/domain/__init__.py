"""The things themselves: SQLModel tables with their rules as methods and constructors; no I/O, no clock."""

from core.domain.address import AddressRow
from core.domain.budget import BudgetRow
from core.domain.card import CardRow
from core.domain.envelope import Envelope
from core.domain.event import ChainRow, EventRow
from core.domain.handled import HandledRow
from core.domain.installation import InstallationRow
from core.domain.message import MessageRow
from core.domain.occurrence import Attempt, Occurrence
from core.domain.outbox import InboxRow, LaneRow, OutboxRow
from core.domain.person import Identity, Member, Person
from core.domain.reminder import Reminder
from core.domain.session import SessionRow
from core.domain.task import Task
from core.domain.task_list import TaskList
from core.domain.visit import WebLink, WebSession
from core.domain.workspace import Workspace

__all__ = [
    "AddressRow",
    "Attempt",
    "BudgetRow",
    "CardRow",
    "ChainRow",
    "Envelope",
    "EventRow",
    "HandledRow",
    "Identity",
    "InboxRow",
    "InstallationRow",
    "LaneRow",
    "Member",
    "MessageRow",
    "Occurrence",
    "OutboxRow",
    "Person",
    "Reminder",
    "SessionRow",
    "Task",
    "TaskList",
    "WebLink",
    "WebSession",
    "Workspace",
]
