"""The fields of the AI Act's public summary that a contribution speaks of: their place in the template, and what they ask for."""

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]

SCHEMA_VERSION = 1
INSTRUMENT = "Regulation (EU) 2024/1689, Article 53(1)(d); Commission template C(2025) 8311 of 5 December 2025"
SMALL_MOST = 1_000

SECTIONS = {
    "1.1": "Provider identification",
    "1.2": "Model identification",
    "1.3": "Modalities, overall training data size and other characteristics",
    "2.1": "Publicly available datasets",
    "2.2.1": "Datasets commercially licensed by rightsholders or their representatives",
    "2.2.2": "Private datasets obtained from other third parties",
    "2.3": "Data crawled and scraped from online sources",
    "2.4": "User data",
    "2.5": "Synthetic data",
    "2.6": "Other sources of data",
    "3.1": "Respect of reservation of rights from the text and data mining exception or limitation",
    "3.2": "Removal of illegal content",
    "3.3": "Other information about data processing",
}

# In the order of the template. What each field asks for, in few words.
FIELDS = {
    "provider": ("1.1", "Name and contact of the provider"),
    "authorised_representative": ("1.1", "Authorised representative, for a provider outside the Union"),
    "model_names": ("1.2", "Versioned model names"),
    "model_dependencies": ("1.2", "Models that this one is built on, with their summaries"),
    "market_date": ("1.2", "Date of placement on the Union market"),
    "modalities": ("1.3", "Modalities"),
    "text_size": ("1.3", "Size of the text"),
    "size_range": ("1.3", "Size range of all text that the model was trained on, in tokens"),
    "types_of_content": ("1.3", "Types of content"),
    "latest_acquisition": ("1.3", "Latest month of acquisition"),
    "continuous_training": ("1.3", "Is the model trained on new data after that?"),
    "languages": ("1.3", "Linguistic characteristics"),
    "jurisdictions": ("1.3", "Other characteristics: jurisdictions"),
    "public_datasets_used": ("2.1", "Were publicly available datasets used?"),
    "public_datasets_modalities": ("2.1", "Modalities of these"),
    "public_datasets": ("2.1", "The datasets: name, identifier, link, description, collection, terms"),
    "datasets_as_files": ("2.1", "Datasets that came as files: they belong here if they are public, else under 2.2.2"),
    "large_public_datasets": ("2.1", "Which of them are large, measured on all that the model was trained on"),
    "commercial_licences": ("2.2.1", "Were commercial licensing agreements concluded with rightsholders?"),
    "private_datasets": ("2.2.2", "Were private datasets obtained from other third parties?"),
    "crawled": ("2.3", "Was data crawled?"),
    "crawler_names": ("2.3", "Crawler names or identifiers"),
    "crawler_purposes": ("2.3", "Purposes of the crawlers"),
    "crawler_behaviour": ("2.3", "Behaviour of the crawlers: robots.txt, captchas, paywalls"),
    "crawl_months": ("2.3", "Period of collection"),
    "crawled_content": ("2.3", "Kinds of content and online sources"),
    "crawled_modalities": ("2.3", "Modalities"),
    "crawled_domains": ("2.3", "Most relevant domain names"),
    "user_data_of_the_model": ("2.4", "Were users' interactions with the model used?"),
    "user_data_of_services": ("2.4", "Was data of users of the provider's other services used?"),
    "synthetic_data": ("2.5", "Was synthetic data made by or for the provider used?"),
    "other_sources": ("2.6", "Were other sources used?"),
    "code_of_practice": ("3.1", "Is the provider a signatory of the Code of Practice?"),
    "text_and_data_mining": ("3.1", "Measures to respect reservations"),
    "opt_out_protocols": ("3.1", "Opt-out protocols honoured while collecting"),
    "illegal_content": ("3.2", "Measures to avoid or remove illegal content"),
    "personal_data": ("3.3", "Personal data"),
    "other_processing": ("3.3", "Other processing"),
}


def by_release(section: str, field: str, value: Any) -> Row:
    """A field that the data answers, for its part of what a model was trained on."""
    return {"section": section, "field": field, "answered_by": "release", "value": value}


def by_provider(section: str, field: str, known: Sequence[str] = ()) -> Row:
    """A field that only the provider can answer; `known` is what the release contributes."""
    return {"section": section, "field": field, "answered_by": "provider", "known": list(known)}


def top(domains: Sequence[Row], count: int) -> Row:
    """Domains with most words first, and how many of them the template asks for.

    The top tenth by size; of small and medium providers the top twentieth or 1,000, whichever is fewer. `count` is of all
    domains, `listed` may hold fewer.
    """
    listed = sorted(domains, key=lambda row: (-row["words"], row["domain"]))
    return {
        "domains": count,
        "top_tenth": -(-count // 10),
        "top_of_small_providers": min(-(-count // 20), SMALL_MOST),
        "listed": listed,
    }
