"""A calendar for a LiveKit agent, in the form of its front desk example: what is free, and booking it.

Set SLOTPROOF_URL and SLOTPROOF_KEY. Run by itself it prints what is free tomorrow and books the first time.
"""

import asyncio
import json
import os
import urllib.request
from dataclasses import dataclass


class SlotUnavailableError(Exception):
    """The time was taken meanwhile; the message says what to offer instead."""


@dataclass(frozen=True)
class AvailableSlot:
    start: str
    said: str


class SlotproofCalendar:
    def __init__(self, event_type: int, time_zone: str, language: str = "en") -> None:
        self._common = {"event_type": event_type, "time_zone": time_zone, "language": language}
        self._url = os.environ.get("SLOTPROOF_URL", "http://127.0.0.1:3000")
        self._key = os.environ.get("SLOTPROOF_KEY", "")

    async def list_available_times(self, when: str = "as soon as possible") -> list[AvailableSlot]:
        result = await self._call("find_slots", {"when": when})
        return [AvailableSlot(**option) for option in result.get("options", [])]

    async def schedule_appointment(self, *, start_time: str, attendee_name: str, attendee_email: str) -> str:
        who = {"name": attendee_name, "email": attendee_email}
        result = await self._call("book_slot", {"start": start_time, **who})
        if result["outcome"] == "taken":
            raise SlotUnavailableError(result["say"])
        return result["say"]

    async def _call(self, tool: str, arguments: dict) -> dict:
        request = urllib.request.Request(
            f"{self._url}/v1/agents/tool/{tool}",
            data=json.dumps({**self._common, **arguments}).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._key}"},
        )
        with await asyncio.to_thread(urllib.request.urlopen, request, timeout=15) as response:
            return json.load(response)


async def main() -> None:
    calendar = SlotproofCalendar(event_type=101, time_zone="Europe/Berlin")
    slots = await calendar.list_available_times("tomorrow")
    print([slot.said for slot in slots])
    who = {"attendee_name": "Ada Lovelace", "attendee_email": "ada@livekit.example"}
    print(await calendar.schedule_appointment(start_time=slots[0].start, **who))


if __name__ == "__main__":
    asyncio.run(main())
