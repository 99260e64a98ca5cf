"""From a published format to text: one file per family of formats."""

from moisson.extract.compiled import refuse_older

refuse_older()
