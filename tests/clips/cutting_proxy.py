"""A line that is cut: passes TCP on, and ends each of the first connections after so many bytes."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class _Line:
    def __init__(self, host: str, port: int, *, cut_count: int, after_bytes: int) -> None:
        self._place = (host, port)
        self._cuts_left = cut_count
        self._after_bytes = after_bytes

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, here = await asyncio.open_connection(*self._place)
        allowed = None
        if self._cuts_left > 0:
            self._cuts_left -= 1
            allowed = self._after_bytes
        back = asyncio.create_task(self._pass_on(there, writer, None))
        await self._pass_on(reader, here, allowed)
        for end in (here, writer):
            end.transport.abort()
        back.cancel()
        with suppress(asyncio.CancelledError):
            await back

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, allowed: int | None
    ) -> None:
        passed = 0
        with suppress(ConnectionError):
            while chunk := await reader.read(16_384):
                writer.write(chunk)
                await writer.drain()
                passed += len(chunk)
                if allowed is not None and passed >= allowed:
                    return


@contextmanager
def a_cut_line(url: str, *, cut_count: int, after_bytes: int) -> Generator[str]:
    """Another address of the service at `url`, on which the first `cut_count` connections break."""
    place = urlsplit(url)
    assert place.hostname is not None
    assert place.port is not None
    line = _Line(place.hostname, place.port, cut_count=cut_count, after_bytes=after_bytes)
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(line.carry, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    carrying = asyncio.all_tasks() - {asyncio.current_task()}
    for task in carrying:
        task.cancel()
    await asyncio.gather(*carrying, return_exceptions=True)
