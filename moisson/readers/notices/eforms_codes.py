"""English words for the commonest codes of eForms, by list; a code of another list, or another code, stays as it is written.

Written for this project: the official code lists, with all their codes in all languages, are not part of it.
"""

# Codes that mean the same in every list.
ANY_LIST = """
true yes | false no | yes yes | no no | none none | not-known not known | allowed allowed | not-allowed not allowed
required required | other other | not-applic not applicable | t-requ required for the tender
par-requ required for the request to participate | t-not-requ not required | not-requ not required | epo-notice this notice
epo-procurement-document the procurement documents | epo-acc-espd-request the ESPD request
ipr-iss intellectual property rights | tdf-non-av tools or file formats that are not generally available
phy-mod a physical model | rew-pen rewards and penalties
"""

# Each list: its name, then its codes and what they mean.
LISTS = """
contract-nature:
works works | services services | supplies supplies | combined combined

procurement-procedure-type:
open open | restricted restricted | neg-w-call negotiated with prior publication of a call for competition
neg-wo-call negotiated without prior call for competition | comp-dial competitive dialogue | comp-tend competitive tendering
innovation innovation partnership | oth-single other, in one stage | oth-mult other, in several stages
exp-int-rail request for expressions of interest (rail)

buyer-legal-type:
body-pl body governed by public law | body-pl-cga body governed by public law, controlled by a central government authority
body-pl-la body governed by public law, controlled by a local authority
body-pl-ra body governed by public law, controlled by a regional authority | cga central government authority
ra regional authority | la local authority | eu-ins-bod-ag institution, body or agency of the European Union
def-cont defence contractor | int-org international organisation
org-sub organisation awarding a contract subsidised by a contracting authority
org-sub-cga organisation awarding a contract subsidised by a central government authority
org-sub-la organisation awarding a contract subsidised by a local authority
org-sub-ra organisation awarding a contract subsidised by a regional authority | pub-undert public undertaking
pub-undert-cga public undertaking, controlled by a central government authority
pub-undert-la public undertaking, controlled by a local authority
pub-undert-ra public undertaking, controlled by a regional authority | rl-aut regional or local authority
spec-rights-entity entity with special or exclusive rights

buyer-contracting-type:
cont-ent contracting entity | not-cont-ent not a contracting entity

authority-activity:
defence defence | econ-aff economic affairs | education education | env-pro environmental protection
gen-pub general public services | hc-am housing and community amenities | health health | pub-os public order and safety
rcr recreation, culture and religion | soc-pro social protection

entity-activity:
airport airports | electricity electricity | gas-heat gas and heat | gas-oil extraction of gas or oil | port ports
post postal services | rail railway services | solid-fuel exploration or extraction of coal and other solid fuels
urttb urban railway, tramway, trolleybus or bus services | water water

award-criterion-type:
quality quality | cost cost | price price

number-weight:
per-exa exact percentage | per-mid middle of a range of percentages | dec-exa exact weight
dec-mid middle of a range of weights | poi-exa exact points | poi-mid middle of a range of points | ord-imp order of importance

number-fixed:
fix-tot fixed total | fix-unit fixed per unit

number-threshold:
min-score minimum score | max-pass maximum number of candidates that pass

winner-selection-status:
selec-w a winner was chosen | clos-nw no winner was chosen, and the competition is closed
open-nw no winner was chosen yet, and the competition is still open

non-award-justification:
all-rej all tenders, requests to participate or projects were withdrawn or found inadmissible
no-rece no tenders, requests to participate or projects were received | ins-fund insufficient funds | ch-need change of needs
chan-need change of needs | no-signed the highest-ranking tenderer refused to sign the contract
one-admis only one admissible tender, request to participate or project was received
rev-body decision of a review body or another judicial body | tech-proc-err technical or procedural errors

received-submission-type:
tenders Tenders received | t-sme Tenders from micro, small or medium-sized enterprises | t-micro Tenders from micro-enterprises
t-small Tenders from small enterprises | t-med Tenders from medium-sized enterprises
t-oth-eea Tenders from other countries of the European Economic Area
t-no-eea Tenders from countries outside the European Economic Area | t-esubm Tenders submitted electronically
t-no-verif Tenders not verified as admissible | t-low Tenders verified as abnormally low | part-req Requests to participate

review-type:
complainants Complainants

vehicles:
vehicles Vehicles | vehicles-clean Clean vehicles | vehicles-zero-emission Zero-emission vehicles

framework-agreement:
fa-w-rc with reopening of competition | fa-wo-rc without reopening of competition
fa-mix partly with, partly without reopening of competition

dps-usage:
dps-list for the buyers listed in this notice | dps-nlist also for buyers not listed in this notice

eu-funded:
eu-funds yes | no-eu-funds no

reserved-procurement:
res-pub-ser to organisations pursuing a public service mission
res-ws to sheltered workshops and operators integrating disadvantaged persons

economic-operator-size:
micro micro | small small | medium medium | large large | sme small or medium

exclusion-ground:
exg-crim-part participation in a criminal organisation | exg-crim-corrpt corruption | exg-crim-fraud fraud
exg-crim-terror terrorist offences | exg-crim-laund money laundering or terrorist financing
exg-crim-traffick child labour and trafficking in human beings | exg-pmt-bre-tax unpaid taxes
exg-pmt-bre-soc unpaid social security contributions | exg-mis-bre-env-law breach of environmental law
exg-mis-bre-soc-law breach of social law | exg-mis-bre-lab-law breach of labour law
exg-mis-unrel-sec not reliable, to the point of a risk to security
exg-mis-sanction early termination, damages or other sanctions | exg-mis-misrepresent misrepresentation
exg-sitn-bankr bankruptcy | exg-sitn-insolvency insolvency | exg-sitn-cred-arran arrangement with creditors
exg-sitn-other a situation analogous to bankruptcy | exg-natl-bre-nat-law grounds of national law
bankr-nat a situation analogous to bankruptcy | bankruptcy bankruptcy | corruption corruption
cred-arran arrangement with creditors | crime-org participation in a criminal organisation
distorsion agreements to distort competition | envir-law breach of environmental law
finan-laund money laundering or terrorist financing | fraud fraud
human-traffic child labour and trafficking in human beings | insolvency insolvency | labour-law breach of labour law
liq-admin assets administered by a liquidator | misrepresent misrepresentation | nati-ground grounds of national law
partic-confl conflict of interest | prep-confl involvement in the preparation of the procedure
prof-misconduct grave professional misconduct | sanction early termination, damages or other sanctions
socsec-law breach of social law | socsec-pay unpaid social security contributions | susp-act business activities suspended
tax-pay unpaid taxes | terr-offence terrorist offences

selection-criterion:
sui-act suitability to pursue the professional activity | ef-stand economic and financial standing
tp-abil technical and professional ability
slc-suit-reg-prof enrolment in a professional register | slc-suit-reg-trade enrolment in a trade register
slc-suit-auth-mbrshp authorisation or membership needed for services | slc-stand-other other economic and financial requirements
slc-stand-to turnover | slc-stand-to-gen general yearly turnover | slc-stand-to-spec specific yearly turnover
slc-stand-fr financial ratio | slc-stand-ins professional risk insurance
slc-abil-staff-tech-work technicians or technical bodies to carry out the work | slc-abil-ref-work references on works
slc-abil-ref-services references on services | slc-abil-ref-deliv references on deliveries
slc-abil-staff-qual educational and professional qualifications | slc-sche-qu quality assurance certificates
slc-sche-env environmental management certificates

direct-award-justification:
urgency extreme urgency | exclusive exclusive rights | technical technical reasons | artistic artistic reasons
unsuitable no suitable tenders in an earlier procedure | repetition repetition of similar works or services
additional additional deliveries by the original supplier

change-corrig-justification:
cancel notice cancelled | cancel-intent intention to cancel the notice | cor-buy correction by the buyer
cor-esen correction by the eSender | cor-pub correction by the publisher
info-release publication of information withheld before | update-add information updated
susp-review suspended by a review

modification-justification:
add-wss additional works, services or supplies needed from the original contractor
mod-cir circumstances that a diligent buyer could not foresee | mod-minv modification below a minimal value
mod-nons modification that is not substantial | mod-repl a new contractor replaces the old one
mod-rev review clauses or options

document-type:
non-restricted-document access not restricted | restricted-document access restricted

organisation-role:
ted-esen TED eSender | serv-prov procurement service provider

strategic-procurement:
env-imp reduction of environmental impacts | inn-pur purchase of innovation | soc-obj fulfilment of social objectives

environmental-impact:
clim-mitig climate change mitigation | clim-adapt climate change adaptation | circ-econ transition to a circular economy
biodiv-eco biodiversity and ecosystems | pollu-prev prevention of pollution | water-mar water and marine resources

social-objective:
acc-all accessibility for all | et-eq ethnic equality | gen-eq gender equality | hum-right human rights due diligence
opp employment of disadvantaged persons | work-cond fair working conditions

accessibility:
inc criteria for persons with disabilities are included
n-inc no criteria for persons with disabilities, since natural persons are not to use it
n-inc-just no criteria for persons with disabilities

innovative-acquisition:
proc-innov innovative process | prod-innov innovative product | mar-nov new to the market | rd-act research and development

missing-info-submission:
late-all all documents missing may be submitted later, if the buyer wishes
late-some some documents missing may be submitted later, if the buyer wishes
late-none no documents may be submitted after the time limit

review-information-type:
req request | dec decision

review-body-type:
1-inst first instance | 2-inst second instance | 3-inst third instance | buyer the buyer

review-decision-type:
accepted accepted | rej-nirreg rejected, since there were no irregularities | rej-npaid rejected, since the fee was not paid
rej-dl-passed rejected, since the time limit had passed | rej-ncomp rejected, since the body is not competent
rej-other rejected, since the complainant has no standing | rej-resolv rejected, since the matter was resolved
rej-signed rejected, since the contract was signed

notice-purpose:
reg registration | for formation | liq liquidation | tra transfer of the seat

tenderlot-presentation:
all all lots | one one lot

energy-efficiency-item:
air-cond air conditioners | building buildings | circul circulators | computer computers | cook-appl cooking appliances
dishwas dishwashers | el-mo-vsd electric motors and variable speed drives | fuel-boil solid fuel boilers
hea-cool air heating and cooling products | hous-freez household refrigerators and freezers | indus-fan industrial fans
ligh-gea light sources and control gear | lo-spa-hea local space heaters | mob-pho-ta mobile telephones and tablets
pow-suppl external power supplies | pow-tra power transformers | pro-refrig professional refrigeration equipment
ser-da-sto servers and data storage | spa-com-hea space heaters and combination heaters | tum-dry tumble dryers
vac-clea vacuum cleaners | ventila ventilation units | wa-hea-tan water heaters and tanks | wa-pu water pumps
was-ma-dry washing machines and washer-dryers

energy-efficiency-basis:
eco-des ecodesign | enrg-lab energy labels

metric-type:
nrg-con-yr energy used in a year | nrg-sav-yr energy saved in a year

cvd-contract-type:
oth-serv-contr another service contract | pass-tran-serv passenger transport by road
veh-acq purchase, lease or hire of vehicles

vehicle-category:
m1-m2-n1 light vehicles | m3 buses | n2-n3 lorries

foreign-subsidy-measure-conclusion:
fsr-adm-clos notified, and the preliminary review closed | fsr-no-obj notified, without objection
fsr-commit notified, with commitments | fsr-irregul notified, and the tender irregular
fsr-proh notified, and the award prohibited
fsr-stand declared, in the standard procedure | fsr-meat declared, for the most economically advantageous tender

irregularity-type:
noex-timl Time limits not extended | ins-audit Insufficient audit trail | eva-add-crit Evaluation by further criteria
unj-lim-subc Subcontracting limited without reason | unj-excl Tenderers or candidates excluded without reason
unj-na-ppr Procurement rules not applied without reason | npub-limit Longer time limits not published
restr-not-tlim Access to the procurement documents restricted | unj-nrl Preference for local tenderers without reason

contract-detail:
all-rev-tic allocation of the revenue from tickets | cost-comp compensation of costs | exc-right exclusive rights
soc-stand social standards | publ-ser-obl public service obligations

customer-service:
sat-surv satisfaction surveys

international-procurement-instrument-application:
pub-int overriding reasons of public interest

subcontracting-indication:
shar-subc share to be subcontracted | subc-noblig subcontractors beyond any obligation
subc-oblig subcontractors needed by an obligation
subj-noblig subject of subcontracts beyond any obligation | subj-oblig subject of subcontracts needed by an obligation

subcontracting-obligation:
subc-chng changes of subcontractors to be indicated | subc-min minimum share

region:
anyw anywhere | anyw-cou anywhere in the country | anyw-eea anywhere in the European Economic Area

notice-type:
pin-only Prior information notice | pin-buyer Notice of a prior information notice on a buyer profile
pin-rtl Prior information notice used to shorten time limits
pin-cfc-standard Prior information notice used as a call for competition
pin-cfc-social Prior information notice used as a call for competition – social and other specific services
pin-tran Prior information notice for public passenger transport services | pmc Pre-market consultation notice
qu-sy Notice on the existence of a qualification system | cn-standard Contract notice
cn-social Contract notice – social and other specific services | cn-desg Design contest notice | subco Subcontracting notice
veat Voluntary ex ante transparency notice | can-standard Contract award notice
can-social Contract award notice – social and other specific services | can-desg Notice of the results of a design contest
can-tran Contract award notice for public passenger transport services | can-modif Contract modification notice
compl Contract completion notice | brin-eeig Notice about a European economic interest grouping
brin-ecs Notice about a European company or European cooperative society | cei Call for expressions of interest

legal-basis:
32014L0023 Directive 2014/23/EU | 32014L0024 Directive 2014/24/EU | 32014L0025 Directive 2014/25/EU
32009L0081 Directive 2009/81/EC | 32007R1370 Regulation (EC) No 1370/2007 | 32018R1046 Regulation (EU, Euratom) 2018/1046
32024R2509 Regulation (EU, Euratom) 2024/2509 | 32001R2157 Regulation (EC) No 2157/2001
32003R1435 Regulation (EC) No 1435/2003 | 31985R2137 Regulation (EEC) No 2137/85

country:
AUT Austria | BEL Belgium | BGR Bulgaria | HRV Croatia | CYP Cyprus | CZE Czechia | DNK Denmark | EST Estonia | FIN Finland
FRA France | DEU Germany | GRC Greece | HUN Hungary | IRL Ireland | ITA Italy | LVA Latvia | LTU Lithuania | LUX Luxembourg
MLT Malta | NLD Netherlands | POL Poland | PRT Portugal | ROU Romania | SVK Slovakia | SVN Slovenia | ESP Spain | SWE Sweden
NOR Norway | ISL Iceland | LIE Liechtenstein | CHE Switzerland | GBR United Kingdom | USA United States | TUR Türkiye
SRB Serbia | MNE Montenegro | MKD North Macedonia | ALB Albania | BIH Bosnia and Herzegovina | UKR Ukraine | MDA Moldova
GEO Georgia | CHN China | JPN Japan | CAN Canada | IND India | ISR Israel

language:
BUL Bulgarian | CES Czech | DAN Danish | DEU German | ELL Greek | ENG English | EST Estonian | FIN Finnish | FRA French
GLE Irish | HRV Croatian | HUN Hungarian | ITA Italian | LAV Latvian | LIT Lithuanian | MLT Maltese | NLD Dutch | POL Polish
POR Portuguese | RON Romanian | SLK Slovak | SLV Slovenian | SPA Spanish | SWE Swedish | CAT Catalan | EUS Basque | GLG Galician
NOR Norwegian | NOB Norwegian Bokmål | ISL Icelandic | LTZ Luxembourgish

non-publication-identifier:
awa-cri-typ type of the award criterion | awa-cri-nam name of the award criterion
awa-cri-des description of the award criterion | awa-cri-wei weight of the award criterion
awa-cri-num number of the award criterion | awa-cri-ord order of the award criteria | buy-rev-cou number of complaints
buy-rev-typ type of complaints | cou-ori country of origin | cro-bor-law cross-border law
dir-awa-jus reason for the direct award | max-val maximum value | no-awa-rea reason for not awarding
not-val value of the notice | pro-typ type of procedure | pro-fea features of the procedure | pro-acc accelerated procedure
rec-sub-cou number of tenders received | rec-sub-typ type of tenders received | sub-con subcontracting
sub-val value of subcontracting | ten-ran rank of the tender | ten-val-hig highest tender | ten-val-low lowest tender
win-cho outcome | win-ten-val value of the winning tender | win-ten-var variant

non-publication-justification:
oth-int another public interest | eo-int commercial interests of an economic operator | fair-comp fair competition
law-enf law enforcement
"""


def table(words: str) -> dict[str, str]:
    """Codes and what they mean, written with bars between them."""
    pairs = [pair.strip().partition(" ") for line in words.strip().splitlines() for pair in line.split("|")]
    return {code: meaning for code, _, meaning in pairs if code}


ANY = table(ANY_LIST)
CODES = {name.strip(): table(codes) for name, _, codes in (part.strip().partition(":") for part in LISTS.strip().split("\n\n"))}
