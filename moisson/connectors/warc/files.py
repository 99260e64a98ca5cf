"""From captures to files: the body as a browser sees it, with the rights and opt-outs captured with it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache

from moisson.connectors.pages import page_rights
from moisson.connectors.warc.captures import media_type
from moisson.connectors.warc.http import body_of, captured_head, digest_fits
from moisson.connectors.warc.index import Chosen, Index
from moisson.connectors.web.cache import Remembered
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.manners import Manners
from moisson.connectors.web.optouts import HttpMessage, Row, Rules, TdmFile, reservations
from moisson.connectors.web.robots import LONGEST, Robots
from moisson.readers.contract import About, File, Refused


class FileMaker:
    """Makes files of captures."""

    def __init__(self, manners: Manners, index: Index) -> None:
        self.manners = manners
        self.index = index
        self.today = datetime.now(UTC).date().isoformat()
        self.rules = lru_cache(maxsize=256)(self._rules)

    def make(
        self, chosen: Chosen, archive: str, reservation: tuple[Row, ...], warc: Mapping[str, str], block: bytes
    ) -> File | Refused:
        """One capture as a file, with its evidence."""
        said, url = chosen.said, chosen.said["url"]
        head = captured_head(warc, block)
        if head is None:
            return Refused(chosen.path, "warc:http", "the capture does not begin with the head of an answer.")
        try:
            sent, body = body_of(block, head, url)
        except Failure as failure:
            return Refused(chosen.path, f"warc:{failure.reason}", f"the capture of {said['at']}: {failure.detail}")
        stated = warc.get("warc-payload-digest")
        if not digest_fits(stated, (sent, block[head.end :], body)):
            return Refused(chosen.path, "warc:digest", f"the capture of {said['at']} is not what its digest says ({stated}).")
        headers = dict(head.headers)
        if "headers" in said:
            headers = Remembered(url, headers).renewed(said["headers"], whole=not said["same"] and bool(said["headers"]))
        day = said["at"][:10] or self.today
        record = {
            "warc": archive,
            "record": said["record"],
            "captured": said["at"] or None,
            "captures": said["count"],
            "media_type": media_type(headers, "") or None,
            "digest": stated,
            "older": said["older"],
            **({"body_of": said["body_of"]} if "body_of" in said else {}),
        }
        rights = page_rights(body, {"date": day, **headers}, url)
        about = About(url, None, said["at"] or None, record, rights, (*reservation, *self._reserved(url, headers, body, day)))
        return File(chosen.path, body, about)

    def _reserved(self, url: str, headers: Mapping[str, str], body: bytes, day: str) -> Iterator[Row]:
        """The captured opt-outs: the host's dated by its files, the page's own by its capture."""
        origin = "/".join(url.split("/", 3)[:3])
        rules, days = self.rules(origin)
        for row in reservations([(rules, url)], HttpMessage(url, headers, body), day):
            yield {**row, "seen_at": days.get(row["where"] or "", day)}

    def _rules(self, origin: str) -> tuple[Rules, dict[str, str]]:
        found = self.index.rules(origin)
        _, robots_at, robots = found.get("robots", ("", "", ""))
        _, tdm_at, tdm = found.get("tdmrep", ("", "", ""))
        agents = tuple(self.manners.agents_for)
        rules = Rules(Robots(robots[:LONGEST], robots_at, agents), TdmFile.parse(tdm, tdm_at))
        return rules, {where: at[:10] or self.today for at, where, _ in found.values()}
