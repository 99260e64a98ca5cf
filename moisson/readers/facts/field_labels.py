"""Labels under which portals of law give the dates and the state of an act, in the languages of Europe.

A line is a kind, a language, and labels in lower case, apart by `|`. `made`: adopted, signed, decided, held; `dated`: a date with
no further words; `out`: published; `begin` and `end`: in force from and until; `state`: the legal state;
`number`: of an act or a case; `code`: such a number that is made of the date; `title`: of the act; `eli`, `celex` and `ecli`.
"""

LABELS = """
made bg дата на приемане | приет | приета | дата на акта | дата на документа | дата на решението | подписан
made ca data d'aprovació | aprovat | data del document | data de la sessió | data de la sentència
made cs datum přijetí | přijato | datum vydání rozhodnutí | datum rozhodnutí | datum schválení | schváleno | datum dokumentu
made da vedtaget | vedtagelsesdato | underskrevet | underskriftsdato | afgørelsesdato | dokumentdato | dokumentets dato
   | domsdato
made de ausfertigungsdatum | ausgefertigt | ausgefertigt am | datum der ausfertigung | erlassdatum | erlassen am
   | beschlussdatum | datum des beschlusses | verabschiedet am | datum der annahme | angenommen am | entscheidungsdatum
   | datum der entscheidung | datum des urteils | sitzungsdatum | datum der sitzung | datum des dokuments | dokumentdatum
   | unterzeichnet am
made el ημερομηνία έκδοσης | ημερομηνία έγκρισης | ημερομηνία υπογραφής | ημερομηνία εγγράφου | ημερομηνία απόφασης
made en adopted | adopted on | date adopted | date of adoption | adoption date | signed | signed on | date signed
   | date of signature | enacted | enacted on | enactment date | date of enactment | made | date made | passed | date passed
   | assented to | date of assent | date of royal assent | royal assent | judgment date | date of judgment | decision date
   | date of decision | sitting date | date of sitting | date of document | document date | date of the document | date of act
made es fecha de aprobación | aprobado | aprobada | fecha de disposición | fecha de firma | fecha del documento
   | fecha de la sesión | fecha de promulgación | fecha promulgación | fecha de sentencia | fecha de la resolución
   | fecha de resolución
made et vastu võetud | vastuvõtmise kuupäev | vastuvõtmine | allkirjastatud | allkirjastamise kuupäev | dokumendi kuupäev
   | lahendi kuupäev
made fi annettu | antopäivä | hyväksytty | hyväksymispäivä | allekirjoitettu | ratkaisupäivä | päätöksen päivämäärä
   | antamispäivä
made fr date d'adoption | adopté le | adoptée le | date de signature | signé le | date du document | date du texte
   | date de l'acte | date de la décision | date de décision | date de séance | date de la séance | date de promulgation
   | promulguée le | promulgué le | date de l'arrêt | date du jugement | date de dépôt | déposé le
made ga dáta an ghlactha | dáta an doiciméid
made hr datum donošenja | doneseno | donesen | datum usvajanja | datum dokumenta | datum odluke
made hu elfogadás dátuma | elfogadva | kihirdetés napja | aláírás dátuma | a dokumentum dátuma | a döntés dátuma
   | határozat dátuma
made is samþykkt | dagsetning skjals
made it data di adozione | adottato il | adottata il | data di firma | data del documento | data documento
   | data del provvedimento | data provvedimento | data atto | data dell'atto | data della seduta | data di emanazione
   | approvato il | approvata il | data di approvazione | data di promulgazione | data della decisione | data di deposito
   | data decisione
made lt priėmimo data | priimta | priimtas | pasirašymo data | dokumento data | sprendimo data
made lv pieņemts | pieņemta | pieņemšanas datums | parakstīts | parakstīšanas datums | dokumenta datums | izdots
   | sprieduma datums
made mt data tal-adozzjoni | data tad-dokument | data tal-firma
made nb vedtatt | vedtatt dato | sanksjonert | vedtaksdato | avsagt | avsagt dato | dokumentdato | dato for vedtak
made nl datum aanneming | aangenomen op | datum ondertekening | ondertekend op | ondertekening | datum vaststelling
   | vastgesteld op | datum uitspraak | datum besluit | datum document | datum van het document | vergaderdatum
   | datum vergadering
made pl data wydania | data podpisania | data uchwalenia | uchwalono | przyjęto | data przyjęcia | data aktu | data dokumentu
   | data orzeczenia | data posiedzenia | data ogłoszenia wyroku
made pt data de adoção | adotado em | data da assinatura | data de assinatura | assinado em | data do documento
   | data da decisão | data do diploma | data do acórdão | data de aprovação | aprovado em | data da sessão
made ro data adoptării | adoptat | adoptată | data adoptarii | data emiterii | data documentului | data semnării
   | data deciziei | data promulgării
made sk dátum prijatia | prijaté | schválené | dátum schválenia | dátum dokumentu | dátum rozhodnutia | dátum podpisu
made sl datum sprejetja | sprejeto | sprejet dne | datum sprejema | datum dokumenta | datum odločbe | datum podpisa
made sv utfärdad | utfärdad den | utfärdandedatum | beslutad | beslutsdatum | beslutsdag | antagen | avgörandedatum
   | datum för avgörande | avgjord | dokumentdatum | sammanträdesdatum
made uk дата прийняття | прийнято | дата документа | дата підписання
dated cs datum
dated da dato
dated de datum | datum/zeit
dated el ημερομηνία
dated en date | dated
dated es fecha
dated et kuupäev
dated fi päivämäärä | päiväys
dated fr date
dated hu dátum
dated it data
dated lv datums
dated sk dátum
dated bg дата
out bg обнародван | дата на обнародване | дата на публикуване
out cs datum vyhlášení | vyhlášeno | datum zveřejnění | zveřejněno
out da offentliggjort | offentliggørelsesdato | kundgjort | bekendtgjort
out de verkündet | verkündet am | verkündungsdatum | veröffentlicht | veröffentlicht am | veröffentlichungsdatum
   | kundmachungsdatum | datum der veröffentlichung | datum der verkündung
out el ημερομηνία δημοσίευσης | δημοσιεύθηκε
out en published | published on | date published | publication date | date of publication | promulgated | publication
out es fecha de publicación | publicado | publicado el | fecha publicación
out et avaldatud | avaldamise kuupäev | avaldamine
out fi julkaistu | julkaisupäivä
out fr date de publication | publié le | publiée le | paru le | parution
out hr datum objave | objavljeno
out hu közzétéve | kihirdetve | közzététel dátuma | megjelenés dátuma
out it data di pubblicazione | data pubblicazione | pubblicato il | pubblicata il
out lt paskelbta | paskelbimo data
out lv publicēts | publicēšanas datums | publicēta
out nb kunngjort | publisert | dato for publisering
out nl publicatiedatum | datum publicatie | gepubliceerd op | bekendmaking | datum bekendmaking | afkondiging
out pl data ogłoszenia | data publikacji | opublikowano | ogłoszono
out pt data de publicação | publicado em
out ro data publicării | publicat | publicat la
out sk dátum vyhlásenia | vyhlásené | dátum zverejnenia | zverejnené
out sl datum objave | objavljeno
out sv publicerad | publicerad den | publiceringsdatum | utkom från trycket
begin bg в сила от | влиза в сила | дата на влизане в сила
begin ca data d'entrada en vigor | entrada en vigor | en vigor des de | vigent des de
begin cs účinnost od | datum účinnosti | nabývá účinnosti | platnost od | účinné od | datum nabytí účinnosti | znění účinné od
begin da ikrafttrædelse | ikrafttrædelsesdato | ikrafttræden | træder i kraft | i kraft fra | gyldig fra
begin de inkrafttreten | inkrafttretensdatum | in kraft seit | in kraft ab | tritt in kraft am | in kraft getreten am
   | gültig ab | gültig von | datum des inkrafttretens
begin el έναρξη ισχύος | ημερομηνία έναρξης ισχύος | ισχύει από | σε ισχύ από
begin en in force from | in force since | entry into force | date of entry into force | enters into force | entered into force
   | commencement | commencement date | date of commencement | effective date | effective from | date of effect | valid from
   | date in force | comes into force | coming into force
begin es entrada en vigor | fecha de entrada en vigor | vigente desde | en vigor desde | inicio de vigencia
   | fecha de vigencia
begin et jõustumine | jõustumise kuupäev | jõustumise kp | jõustunud | kehtiv alates | kehtivuse algus
begin fi voimaantulo | voimaantulopäivä | voimaan | tulee voimaan | voimassa alkaen
begin fr version en vigueur depuis le | version en vigueur du | entrée en vigueur | date d'entrée en vigueur
   | en vigueur depuis | en vigueur depuis le | en vigueur le | en vigueur à partir du | début de validité | date d'effet
   | en vigueur du
begin ga teacht i bhfeidhm | dáta an teachta i bhfeidhm
begin hr stupa na snagu | datum stupanja na snagu | na snazi od
begin hu hatályba lépés | hatálybalépés | hatálybalépés dátuma | hatályos | hatálya | hatály kezdete
begin it entrata in vigore | entrata in vigore della legge | entrata in vigore del decreto | data di entrata in vigore
   | entrata in vigore del provvedimento | testo in vigore dal
   | in vigore dal | in vigore da | vigente dal | data entrata in vigore
begin lt įsigalioja | įsigaliojimo data | įsigaliojo | galioja nuo
begin lv stājas spēkā | spēkā no | spēkā stāšanās datums | stājies spēkā
begin mt dħul fis-seħħ | data tad-dħul fis-seħħ
begin nb i kraft fra | ikrafttredelse | i kraft | trer i kraft | gyldig fra | ikrafttredelsesdato
begin nl inwerkingtreding | datum inwerkingtreding | datum van inwerkingtreding | geldig vanaf | geldend van | geldig van
   | treedt in werking op | in werking sinds
begin pl data wejścia w życie | wejście w życie | wchodzi w życie | obowiązuje od | data obowiązywania
begin pt entrada em vigor | data de entrada em vigor | em vigor desde | em vigor a partir de | início de vigência
begin ro intrare în vigoare | data intrării în vigoare | intră în vigoare | în vigoare de la | data intrarii in vigoare
begin sk účinnosť od | dátum účinnosti | nadobúda účinnosť | účinný od | účinné od | dátum nadobudnutia účinnosti
   | časová verzia predpisu účinná od
begin sl začetek veljavnosti | datum začetka veljavnosti | velja od | veljavnost od | začne veljati
begin sv ikraftträdande | träder i kraft | ikraftträdandedatum | i kraft från | gäller från | ikraft
begin uk набрання чинності | набирає чинності | дата набрання чинності
end bg отменен на | дата на отмяна | валиден до
end cs účinnost do | zrušeno | platnost do | datum zrušení | konec účinnosti
end da ophævet | ophævelsesdato | ophører | gyldig til | udløbsdato
end de außerkrafttreten | außer kraft | außer kraft seit | außer kraft am | außerkrafttretensdatum | ausserkrafttreten
   | gültig bis | aufgehoben am | ende der gültigkeit
end el λήξη ισχύος | ημερομηνία λήξης ισχύος | ισχύει έως
end en repealed | repealed on | date repealed | date of repeal | repeal date | no longer in force | no longer in force since
   | end of validity | date of end of validity | valid until | valid to | expires | expiry date | expired on | expiration date
end es fecha de derogación | derogado el | derogada el | fin de vigencia | fecha de fin de vigencia | vigente hasta
end et kehtivuse lõpp | kehtetu alates | kehtiv kuni | kehtivuse lõpu kuupäev
end fi kumottu | kumoamispäivä | voimassa asti | voimassaolon päättyminen
end fr date d'abrogation | abrogé le | abrogée le | fin de validité | date de fin de validité | en vigueur jusqu'au
   | fin de vigueur
end hr prestaje važiti | datum prestanka važenja | na snazi do
end hu hatályát veszti | hatályon kívül helyezve | hatály vége | hatályvesztés
end it abrogato il | abrogata il | data di abrogazione | data abrogazione | fine validità | in vigore fino al
   | vigente fino al
end lt netenka galios | negalioja nuo | galioja iki | galiojimo pabaiga
end lv zaudē spēku | spēkā līdz | zaudējis spēku | zaudējusi spēku
end nb opphevet | opphevet dato | opphører | gyldig til
end nl vervaldatum | datum vervallen | vervallen op | geldig tot | geldig tot en met | datum intrekking | einde geldigheid
end pl data uchylenia | uchylono | obowiązuje do | data utraty mocy
end pt revogado em | data de revogação | em vigor até | fim de vigência | data de fim de vigência
end ro data abrogării | abrogat la | ieșire din vigoare | în vigoare până la
end sk účinnosť do | zrušené | účinný do | dátum zrušenia | účinné do
end sl konec veljavnosti | datum konca veljavnosti | velja do | prenehanje veljavnosti
end sv upphävd | upphävd den | upphävandedatum | upphör att gälla | gäller till
state en status | legal status | state | legal state | status of the act | status of legislation | force | in force status
state bg статус | състояние
state ca estat | vigència
state cs stav | platnost
state da status
state de rechtsstand | zustand | status | gültigkeit | geltung | geltungsstatus
state el κατάσταση | ισχύς
state es estado | vigencia | estatus
state et staatus | olek | kehtivus
state fi tila | voimassaolo
state fr statut | état | etat | état du texte | statut juridique | état juridique | vigueur
state hr status | stanje
state hu állapot | státusz | hatályosság
state it stato | stato del provvedimento | vigenza
state lt būsena | galiojimas | statusas
state lv statuss | spēkā esamība
state mt stat
state nb status
state nl status | geldigheid
state pl status | stan | status aktu | status aktu prawnego
state pt estado | situação | vigência
state ro stare | starea | stadiu
state sk stav | platnosť
state sl stanje | status | veljavnost
state sv status
state uk стан | статус
number cs spisová značka | číslo jednací
number de aktenzeichen | geschäftszahl | geschäftszeichen | geschäftsnummer | dokumentnummer
number en case number | docket number | act number | document number | file number | neutral citation
number es número de recurso | número de resolución
number fr numéro de dossier | numéro d'affaire | n° de pourvoi | numéro nor | nor
number it numero atto | numero registro generale
number nl zaaknummer | dossiernummer
number pl sygnatura | sygnatura akt
number sv målnummer | diarienummer | beteckning | sfs-nummer | sfs nr
code nb datokode | dato
title bg заглавие
title cs název
title da titel
title de titel | langtitel | kurztitel
title el τίτλος
title en title | short title | long title | full title
title es título
title et pealkiri
title fi nimike
title fr titre | intitulé
title hr naziv
title hu cím
title it titolo
title lt pavadinimas
title lv nosaukums
title nb tittel
title nl titel | opschrift
title pl tytuł
title pt título
title ro titlu
title sk názov
title sl naslov
title sv rubrik
eli en eli | eli uri | permalink eli | european legislation identifier | european legislation identifier (eli
   | uri eli | url eli | adresse eli | identifiant eli
   | lien eli
celex en celex | celex number | celex-nummer | celex-nr | celex nr | celexnummer | numéro celex | numero celex | número celex
   | celex-numero | numer celex | celex-tall
ecli en ecli | european case law identifier | ecli-nummer | ecli number | ecli nr | numéro ecli | identificador ecli
"""
