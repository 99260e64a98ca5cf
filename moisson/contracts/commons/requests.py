"""What the log may say of a request to the desk: closed sets, so that nothing an asker wrote can be in it."""

from typing import Literal, get_args

RequestKind = Literal[
    "access",
    "rectification",
    "erasure",
    "restriction",
    "portability",
    "objection",
    "automated-decision",
    "copyright",
    "error",
    "unsorted",  # a mail that a person has to read first
]
RequestStep = Literal[
    "received", "sorted", "asked", "continued", "extended", "suspended", "decided", "carried-out", "answered", "appealed"
]
RequestOutcome = Literal["granted", "partly", "refused", "moot"]  # moot: whoever asked wants it no more
# Articles 11, 12 and 15 to 22 of the GDPR, Articles 3 and 4 of Directive (EU) 2019/790, and what no article says.
RequestGround = Literal[
    "15(1)",
    "15(3)",
    "15(4)",
    "16",
    "16-accurate",
    "17(1)(a)",
    "17(1)(b)",
    "17(1)(c)",
    "17(1)(d)",
    "17(1)(e)",
    "17(1)(f)",
    "17(3)(a)",
    "17(3)(b)",
    "17(3)(c)",
    "17(3)(d)",
    "17(3)(e)",
    "18(1)(a)",
    "18(1)(b)",
    "18(1)(c)",
    "18(1)(d)",
    "18-no-case",
    "19",
    "20(1)",
    "20-not-provided",
    "21(1)",
    "21(1)-compelling",
    "21(6)",
    "22-no-decision",
    "22(3)",
    "11(2)",
    "12(5)(b)",
    "12(6)",
    "not-held",
    "2019/790-4(3)",
    "2019/790-3",
    "open-licence",
    "no-copyright",
    "no-proof-of-rights",
    "error",
    "no-error",
]
REQUEST_KINDS: tuple[str, ...] = get_args(RequestKind)
REQUEST_STEPS: tuple[str, ...] = get_args(RequestStep)
REQUEST_OUTCOMES: tuple[str, ...] = get_args(RequestOutcome)
REQUEST_GROUNDS: tuple[str, ...] = get_args(RequestGround)
