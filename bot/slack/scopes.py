"""What the app asks a workspace for, each with the reason."""

from __future__ import annotations

SCOPES = {
    "app_mentions:read": "to be called by its name in a channel",
    "channels:history": "to see whether a reminder was posted when Slack's answer was lost; it reads nothing else",
    "channels:read": "to know who may see the tasks of a public channel",
    "chat:write": "to answer and to remind",
    "chat:write.public": "to remind in a public channel that it is not in",
    "commands": "for its slash commands and shortcuts",
    "groups:history": "the same as channels:history, in private channels that it is in",
    "groups:read": "to know who may see the tasks of a private channel",
    "im:history": "to read what is written to it directly",
    "im:read": "to recognise its direct messages",
    "im:write": "to remind people in private",
    "links:read": "to see a link to a task of its own",
    "links:write": "to show the task behind that link",
    "reactions:read": "to take a tick on a card as done",
    "usergroups:read": "to know who may call a user group",
    "users:read": "for people's names, time zones and languages",
}

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "group_archive",
    "group_deleted",
    "group_left",
    "link_shared",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
    "user_change",
)
