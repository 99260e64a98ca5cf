"""Words of titles: what acts are called, what may stand before that, and where the subject begins, in the languages of Europe."""

# What acts, decisions and papers are called, by language; a word also counts that ends in one of at least four letters.
ACTS = """
bg закон регламент директива решение постановление наредба указ кодекс правилник препоръка заповед разпореждане
ca llei decret ordre resolució acord reglament edicte
cs zákon nařízení směrnice rozhodnutí vyhláška usnesení doporučení rozsudek nález sdělení
da lov lbk bek forordning forordningen direktiv afgørelse bekendtgørelse beslutning henstilling anordning cirkulære dom vejledning
de gesetz verordnung richtlinie beschluss beschluß entscheidung urteil erlass satzung verfassung empfehlung anordnung
   bekanntmachung allgemeinverfügung verfügung durchführungsbeschluss
el νόμος κανονισμός οδηγία απόφαση διάταγμα σύσταση ψήφισμα
en act law regulation regulations directive decision order decree ordinance recommendation resolution rules judgment constitution
es ley reglamento directiva decisión decreto orden resolución recomendación constitución sentencia auto acuerdo circular
et seadus määrus direktiiv otsus korraldus soovitus kohtuotsus
fi laki asetus direktiivi päätös suositus tuomio
fr loi règlement directive décision décret arrêté ordonnance recommandation résolution arrêt jugement constitution avis
   circulaire délibération instruction
ga acht rialachán treoir cinneadh moladh
hr zakon uredba direktiva odluka pravilnik naredba preporuka presuda rješenje
hu törvény rendelete rendelet irányelve határozata határozat ajánlása végzés ítélet
is lög reglugerð
it legge regolamento direttiva decisione decreto ordinanza raccomandazione deliberazione delibera costituzione sentenza circolare
lt įstatymas reglamentas direktyva sprendimas nutarimas įsakymas rekomendacija nutartis
lv likums regula direktīva lēmums noteikumi ieteikums spriedums rīkojums
mt regolament direttiva deċiżjoni att liġi rakkomandazzjoni
nb lov forskrift resolusjon vedtak kjennelse
nl wet verordening richtlijn besluit beschikking regeling aanbeveling arrest vonnis grondwet uitspraak uitvoeringsbesluit
pl ustawa rozporządzenie dyrektywa decyzja uchwała obwieszczenie zarządzenie zalecenie wyrok postanowienie
pt lei regulamento diretiva directiva decisão decreto portaria despacho resolução recomendação acórdão aviso
ro lege ordin decret hotărâre legea regulamentul directiva decizia hotărârea hotărîrea ordonanța ordonanţa ordinul decretul
   recomandarea sentința
sk zákon nariadenie smernica rozhodnutie vyhláška odporúčanie uznesenie rozsudok opatrenie nález
sl zakon uredba direktiva sklep odločba pravilnik odlok priporočilo sodba
sr закон уредба одлука правилник наредба пресуда
sv lag förordning direktiv beslut rekommendation kungörelse dom
uk закон постанова указ наказ рішення розпорядження
"""

# What may stand before the kind of act: institutions and what qualifies the act; beginnings of words.
BEFORE = """
europ euroop eurooppa eiropas evrop европ ευρωπα eorp ewrop rat rats rates des der commission komisi komisjon komisij kommissi
komission bizottság комиси επιτροπ comisi comissã comissão commissie kommission coimisi kummissjoni council conseil consejo
consiglio conselho nõukogu neuvosto tanács rady rada rådet raad taryb padom vijeć svet kunsill comhairle съвет συμβουλ parlam
parlement parliament valtioneuvost vabariigi valitsus minist statsråd kongelig kungl royal real organic orgánica implement
delegated framework joint interinstitutional committee central bank keskpan bank and och og ja és ir un und et e y i a az
delegeret gennemfør delegerad genomför īsteno deleģ įgyvendin deleguot végrehajt felhatalmaz rakendus
delegeer täytänt delegoi basic general draft constitutional federal state provád vykonáv proved izvedb
delegov delegir делегиран εκτελεστικ κατ εξουσιοδότηση regeringens kunngjøring høyesteretts
"""

# Words after which the subject begins, or the date of something else; whole words.
SUBJECT = """
on concerning regarding amending laying establishing supplementing repealing authorising approving adopting relating setting
to as entitled signed done concluded for since until from version consolidated portant relatif relative relatifs relatives
concernant modifiant fixant sur complétant abrogeant instituant autorisant approuvant pour pris prise fixation signé signée
fait jusqu depuis über zur zum betreffend betr fassung stand bis seit geändert wegen auf für recante sul sulla sullo sui
relativo relativa concernente modificato fino per sobre por relativo modificado que hasta tot houdende inzake betreffende
wijziging gewijzigd om til w o zmieniająca sprawie který kterým kterou ktorým ktorý privind pentru modificarea szóló a az ról
ről módosított για σχετικά περί за относно изменение par dėl koskevan muuttamisesta seadmise senest ændret vedrørende angående
angivande про щодо по για
"""

# Beginnings of words for what states agree on, which an act that approves it names with its date.
TREATIES = """
abkommen übereinkommen vertrag protokoll convention konvention konwencj konventsioon accord agreement treaty traité trattato
tratado traktat protocol protocollo pact pakt acordo acuerdo convenio convenzione umow dohod smlouv zmluv sporazum dogovor
споразум договор угод overenskomst avtal aftale avtale overeenkomst verdrag sopimus leping nolīgum susitarim sutart
megállapodás egyezmény συμφωνί σύμβαση πρωτόκολλο tratat acord konvenc kumpann
"""

# Days of the week, which stand before a day of the calendar; endings of up to three letters are allowed for.
WEEKDAYS = """
понеделник вторник сряда четвъртък петък събота неделя dilluns dimarts dimecres dijous divendres dissabte diumenge pondělí
úterý středa středu čtvrtek pátek sobota sobotu neděle neděli mandag tirsdag onsdag torsdag fredag lørdag søndag montag
dienstag mittwoch donnerstag freitag samstag sonnabend sonntag δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή monday
tuesday wednesday thursday friday saturday sunday lunes martes miércoles jueves viernes sábado domingo esmaspäev teisipäev
kolmapäev neljapäev reede laupäev maanantai tiistai keskiviikko torstai perjantai lauantai lundi mardi mercredi jeudi vendredi
samedi dimanche ponedjeljak utorak srijeda četvrtak petak subota hétfő kedd szerda csütörtök péntek szombat lunedì lunedi
martedì martedi mercoledì mercoledi giovedì giovedi venerdì venerdi sabato domenica pirmadien antradien trečiadien
ketvirtadien penktadien pirmdien otrdien trešdien ceturtdien piektdien maandag dinsdag woensdag donderdag vrijdag zaterdag
zondag poniedziałek wtorek środa czwartek piątek segunda-feira terça-feira quarta-feira quinta-feira sexta-feira luni marți
miercuri joi vineri pondelok utorok streda štvrtok piatok ponedeljek torek sreda četrtek måndag tisdag lördag söndag понеділок
вівторок середа четвер пʼятниця
"""
