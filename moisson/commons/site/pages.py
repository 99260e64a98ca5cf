"""What each page shows, as facts for its template."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from moisson.commons.catalogue.listed import listed_model, listed_release
from moisson.commons.publishers.gathered import newest
from moisson.commons.site.report import report, years
from moisson.commons.site.shown import Shown
from moisson.contracts.commons.bodies import COLLEGES
from moisson.contracts.commons.state import Proposal

Facts = dict[str, Any]

MENU = (
    *("index", "members", "proposals", "rules", "pledges", "recourse", "requests"),
    *("publishers", "reuses", "catalogue", "reports"),
)
NEWEST = 10  # decisions on the first page


def pages(shown: Shown) -> Iterator[tuple[str, str, Facts]]:
    """Every page but what publishers get: the name of its file, its template, and what that is given."""
    yield "index", "index", _index(shown)
    yield "members", "members", {"colleges": [(college, _of(shown, college)) for college in COLLEGES]}
    proposals = sorted(shown.state.proposals.values(), key=lambda each: -each.number)
    yield "proposals", "proposals", {"proposals": proposals}
    for proposal in proposals:
        yield f"proposal-{proposal.number}", "proposal", _proposal(shown, proposal)
    history = [each for each in proposals if each.kind == "rules"]
    yield "rules", "rules", {"rules": shown.state.rules, "history": history}
    yield "pledges", "pledges", {"pledges": list(shown.state.pledges.values())}
    contests = sorted(shown.state.contests.values(), key=lambda each: -each.number)
    yield "recourse", "recourse", {"suspensions": shown.state.suspensions, "contests": contests}
    yield "requests", "requests", _requests(shown)
    yield "publishers", "publishers", {}
    yield "reuses", "reuses", {"reuses": sorted(shown.state.reuses, key=lambda each: -each.number)}
    yield "catalogue", "catalogue", _catalogue(shown)
    yield "reports", "reports", {"years": years(shown.log)}
    for year in years(shown.log):
        yield f"report-{year}", "report", {"of": report(shown.log, shown.state, year)}
    yield "citizen", "citizen", {}
    yield "accessibility", "accessibility", {}


def _index(shown: Shown) -> Facts:
    every = list(shown.state.proposals.values())
    decided = [each for each in every if each.decided is not None]
    return {
        "members": len(shown.state.active()),
        "accepted": sum(each.status == "accepted" for each in every),
        "open": [each for each in every if each.status in ("open", "second-round")],
        "documents": sum(each.stats["totals"]["documents"] for each in newest(shown.releases)),
        "newest": sorted(decided, key=lambda each: -(each.decision or 0))[:NEWEST],
    }


def _of(shown: Shown, college: str) -> list[Any]:
    """The members of a college, those that take part first."""
    of = [each for each in shown.state.members.values() if each.college == college]
    return sorted(of, key=lambda each: (not each.active(shown.state.at), each.since, each.id))


def _proposal(shown: Shown, proposal: Proposal) -> Facts:
    about = shown.about.get(proposal.number, [])
    decision = None if proposal.decision is None else shown.event(proposal.decision)
    after = [*about, *(shown.about.get(decision.number, []) if decision else [])]
    return {
        "proposal": proposal,
        "cast": [event for event in about if event.kind == "ballot"],
        "decision": decision,
        "after": [event for event in after if event.kind in ("suspension", "contest")],
    }


def _requests(shown: Shown) -> Facts:
    requests = sorted(shown.state.requests.items(), key=lambda each: -each[1][0].number)
    outcomes = Counter(next((step.body.outcome for step in reversed(steps) if step.body.outcome), None) for _, steps in requests)
    return {"requests": requests, "outcomes": outcomes.most_common()}


def _catalogue(shown: Shown) -> Facts:
    return {
        "releases": [(each, listed_release(each, shown.place), shown.decided(each)) for each in shown.releases],
        "models": [(each, listed_model(each, shown.place)) for each in shown.models],
    }
