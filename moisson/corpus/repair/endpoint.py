"""A model behind an endpoint that speaks OpenAI's protocol, as vLLM and llama.cpp offer on one's own machine."""

import http.client
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

import orjson

from moisson.contracts.errors import RecipeError, WorkerError
from moisson.corpus.repair.tools import Passage

ASKED = (
    "The user's message is text of a printed page in the language `{language}`, as a program recognised it. Put right what was"
    " recognised wrongly, letter by letter. Keep spelling, wording, figures, punctuation and lines as the page has them. Add"
    " nothing, leave nothing out, translate nothing. Answer with the text alone."
)


@dataclass(frozen=True)
class Endpoint:
    """Asks for each passage by itself, at temperature 0."""

    address: str  # up to `/v1`
    model: str
    timeout_s: float

    def __post_init__(self) -> None:
        """Raise RecipeError where the address is none, or would send texts to another machine."""
        parts = self._parts
        if parts.scheme != "http" or not parts.hostname or not _is_here(parts.hostname):
            raise RecipeError(
                f"repair_text: endpoint = {self.address} must be of this machine, such as http://127.0.0.1:8000/v1:"
                " texts are sent to no other."
            )

    @property
    def name(self) -> str:
        """The model's."""
        return self.model

    @property
    def _parts(self) -> SplitResult:
        return urlsplit(self.address)

    def repair(self, document: Sequence[Passage]) -> list[str]:
        """See `Tool`."""
        connection = http.client.HTTPConnection(self._parts.hostname or "", self._parts.port or 80, timeout=self.timeout_s)
        try:
            return [self._one(connection, passage) for passage in document]
        except (OSError, http.client.HTTPException) as error:
            raise WorkerError(f"repair_text: {self.address} does not answer: {error or type(error).__name__}.") from None
        finally:
            connection.close()

    def _one(self, connection: http.client.HTTPConnection, passage: Passage) -> str:
        question: dict[str, Any] = {
            "model": self.model,
            "temperature": 0,
            "seed": 0,
            "max_tokens": len(passage.text.encode()),  # no tokenizer makes more tokens than bytes
            "messages": [
                {"role": "system", "content": ASKED.format(language=passage.language)},
                {"role": "user", "content": passage.text},
            ],
        }
        path = f"{self._parts.path.rstrip('/')}/chat/completions"
        connection.request("POST", path, orjson.dumps(question), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise WorkerError(f"repair_text: {self.address} answers {answer.status} {answer.reason}.")
        try:
            text = orjson.loads(body)["choices"][0]["message"]["content"]
        except (orjson.JSONDecodeError, KeyError, IndexError, TypeError):
            text = None
        if not isinstance(text, str):
            raise WorkerError(f"repair_text: {self.address} answers with something else than a chat completion.")
        return text


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
