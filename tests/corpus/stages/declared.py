"""The first articles of the Universal Declaration of Human Rights, in languages that no set beside the checkout is in."""

# Wraps inside an article are of this file; no table of noise was made from any of it.
DECLARED = {
    "uk": (
        "Всі люди народжуються вільними і рівними у своїй гідності та правах. Вони наділені розумом і совістю і повинні "
        "діяти у відношенні один до одного в дусі братерства. Кожна людина повинна мати всі права і всі свободи, "
        "проголошені цією Декларацією, незалежно від раси, кольору шкіри, статі, мови, релігії, політичних або інших "
        "переконань, національного чи соціального походження, майнового, станового або іншого становища. Крім того, не "
        "повинно проводитися ніякого розрізнення на основі політичного, правового або міжнародного статусу"
    ),
    "he": (
        "כל בני אדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך חובה עליהם לנהוג איש ברעהו "
        "ברוח של אחוה. כל אדם זכאי לזכויות ולחרויות שנקבעו בהכרזה זו ללא הפליה כלשהיא מטעמי גזע, צבע, מין, לשון, דח, דעה "
        "פוליטית או דעה בבעיות אחרות, בגלל מוצא לאומי או חברתי, קנין, לידה או מעמד אחר. גדולה מזו, לא יופלה אדם על פי "
        "מעמדה המדיני, על פי סמכותה או על פי מעמדה הבינלאומי של המדינה או הארץ שאליה הוא שייך, דין שהארץ היא עצמאית, ובין "
        "שהיא נתונה לנאמנות, בין שהיא נטולת שלטון עצמי ובין שריבונותה מוגבלת כל הגבלה אחרת. כל אדם יש לו הזכות לחיים, "
        "לחרות ולבטחון"
    ),
    "ar": (
        "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم بعضًا بروح "
        "الإخاء. لكل إنسان حق التمتع بكافة الحقوق والحريات الواردة في هذا الإعلان، دون أي تمييز، كالتمييز بسبب العنصر أو "
        "اللون أو الجنس أو اللغة أو الدين أو الرأي السياسي أو أي رأي آخر، أو الأصل الوطني أو الإجتماعي أو الثروة أو "
        "الميلاد أو أي وضع آخر، دون أية تفرقة بين الرجال والنساء. وفضلاً عما تقدم فلن يكون هناك أي تمييز أساسه الوضع "
        "السياسي أو القانوني أو الدولي لبلد أو البقعة التي ينتمي إليها الفرد سواء كان هذا البلد أو تلك البقعة مستقلاً أو "
        "تحت الوصاية"
    ),
    "fa": (
        "تمام افراد بشر آزاد بدنیا میایند و از لحاظ حیثیت و حقوق با هم برابرند. همه دارای عقل و وجدان میباشند و باید نسبت "
        "بیکدیگر با روح برادری رفتار کنند. هر کس میتواند بدون هیچگونه تمایز مخصوصا از حیث نژاد، رنگ، جنس، زبان، مذهب، "
        "عقیدهٔ سیاسی یا هر عقیده دیگر و همچنین ملیت، وضع اجتماعی، ثروت، ولادت یا هر موقعیت دیگر، از تمام حقوق و کلیهٔ "
        "آزادی‌هائیکه در اعلامیه ذکر حاضر شده است، بهره‌مند گردد. بعلاوه هیچ تبعیضی بعمل نخواهد آمد که مبتنی بر وضع "
        "سیاسی، اداری و قضائی یا بین‌المللی کشور یا سرزمینی باشد که شخص بآن تعلق دارد، خواه این کشور مستقل، تحت قیومیت یا "
        "غیر خودمختار بوده یا"
    ),
    "ur": (
        "تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔ انہیں ضمیر اور عقل ودیعت ہوئی ہے۔ اس لئے انہیں "
        "ایک دوسرے کے ساتھ بھائی چارے کا سلوک کرنا چاہیئے۔ ہر شخص ان تمام آزادیوں اور حقوق کا مستحق ہے جو اس اعلان میں "
        "بیان کئے گئے ہیں، اور اس حق پر نسل، رنگ، جنس، زبان، مذہب اور سیاسی تفریق کا یا کسی قسم کے عقیدے، قوم، معاشرے، "
        "دولت یا خاندانی حیثیت وغیرہ کا کوئی اثر نہ پڑے گا۔ اس کے علاوہ جس علاقے یا ملک سے جو شخص تعلق رکھتا ہے اس کی "
        "سیاسی کیفیت دائرہ اختیار یا بین الاقوامی حیثیت کی بنا پر اس سے کوئی امتیازی سلوک نہیں کیا جائے گا۔ چاہے وہ ملک "
        "یا علاقہ آزاد ہو یا تولیتی ہو"
    ),
    "hy": (
        "Բոլոր մարդիկ ծնվում են ազատ ու հավասար իրենց արժանապատվությամբ ու իրավունքներով։ Նրանք ունեն բանականություն ու "
        "խիղճ և միմյանց պետք է եղբայրաբար վերաբերվեն։ Ամեն ոք ունի այս Հռչակագրում բերված բոլոր իրավունքներն ու "
        "ազատությունները առանց որևէ խտրության՝ հիմնված ցեղային, մաշկի գույնի, սեռի, լեզվի, կրոնի, քաղաքական կամ այլ "
        "համոզմունքների, ազգային կամ սոցիալական ծագման, ունեցվածքի, դասային պատկանելության կամ որևէ այլ կարգավիճակի վրա։ "
        "Ավելին, ոչ մի խտրականություն չպետք է լինի հիմնված երկրի կամ տարածքի, քաղաքական, իրավական, կամ միջազգային"
    ),
    "ka": (
        "ყოველი ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით. მათ მინიჭებული აქვთ გონება და "
        "სინდისი და ერთმანეთის მიმართ უნდა ექცეოდნენ ძმობის სულისკვეთებით. ამ დეკლარაციით გამოცხადებული ყველა უფლება და "
        "ყველა თავისუფლება მინიჭებული უნდა ჰქონდეს ყოველ ადამიანს განურჩევლად რაიმე განსხვავებისა, სახელდობრ, რასის, "
        "კანის ფერის, სქესის, ენის, რელიგიის, პოლიტიკური თუ სხვა რწმენის, ეროვნული თუ სოციალური წარმომავლობის, ქონებრივი, "
        "წოდებრივი თუ სხვა მდგომარეობისა. გარდა ამისა, დაუშვებელია რაიმე განსხვავება იმ"
    ),
    "hi": (
        "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है । उन्हें बुद्धि और "
        "अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए । सभी को इस घोषणा में सन्निहित "
        "सभी अधिकारों और आज़ादियों को प्राप्त करने का हक़ है और इस मामले में जाति, वर्ण, लिंग, भाषा, धर्म, राजनीति या अन्य "
        "विचार-प्रणाली, किसी देश या समाज विशेष में जन्म, सम्पत्ति या किसी प्रकार की अन्य मर्यादा आदि के कारण भेदभाव का "
        "विचार न किया जाएगा । इसके अतिरिक्त, चाहे कोई देश या प्रदेश स्वतन्त्र हो, संरक्षित हो, या स्त्रशासन रहित हो या "
        "परिमित प्रभुसत्ता वाला हो, उस देश या प्रदेश की राजनैतिक, क्षेत्रीय या अन्तर्राष्ट्रीय स्थिति के आधार पर वहां के "
        "निवासियों के प्रति कोई फ़रक़ न रखा जाएगा । प्रत्येक व्यक्ति को जीवन, स्वाधीनता और वैयक्तिक सुरक्षा का अधिकार है । "
        "कोई भी ग़ुलामी या दासता की हालत में न रखा जाएगा, ग़ुलामी-प्रथा और ग़ुलामों का व्यापार अपने सभी रूपों में निषिद्ध "
        "होगा । किसी को भी शारीरिक यातना न दी जाएगी"
    ),
    "gl": (
        "Tódolos seres humanos nacen libres e iguais en dignidade e dereitos e, dotados como están de razón e conciencia, "
        "díbense comportar fraternalmente uns cos outros. Toda persoa ten os dereitos e liberdades proclamados nesta "
        "Declaración, sen distinción ningunha de raza, cor, sexo, idioma, relixión, opinión política ou de calquera outra "
        "índole, orixe nacional ou social, posición económica, nacemento ou calquera outra condición. Ademais, non se "
        "fará ningunha distinción baseado na condición política, xurídica ou internacional do país"
    ),
    "lb": (
        "All Mënsch kënnt fräi a mat deer selwechter Dignitéit an dene selwechte Rechter op d'Welt. Jiddereen huet säi "
        "Verstand a säi Gewësse krut an soll an engem Geescht vu Bridderlechkeet denen anere géintiwwer handelen. "
        "Jidderee kann all déi Rechter an all déi Fräiheten, déi an dëser Deklaratioun proklaméiert sin, fir sech "
        "verlaangen an dat ouni Ënnerscheed sief et vu Rass, Hautfaarf, Geschlecht, Sprooch, Relioun, politesche odder "
        "anerer Iwwerzegong, nationalem odder zozialem Urspronk, Verméigen, Gebuurt odder soss enger Situatioun."
    ),
    "br": (
        "Dieub ha par en o dellezegezh hag o gwirioù eo ganet an holl dud. Poell ha skiant zo dezho ha dleout a reont "
        "bevañ an eil gant egile en ur spered a genvreudeuriezh. Da bep hini eo an holl wirioù ha frankizioù embannet en "
        "disklêriadur-mañ, hep ket a ziforc’h, a ouenn, a liv, a reizh, a yezh, a veno politikel pe a veno all, a orin "
        "broadel pe gevredigezhel, a leve, a c’hanedigezh pe a natur all. Ouzhpenn-se ne vo graet diforc’h ebet hervez "
        "statud politikel, lezennel pe etrevroadel, arvro pe an dachenn-vro emañ an den dindan he lezenn, pe dizalc’h pe "
        "dindan verezeh"
    ),
    "oc": (
        "Totes los èssers umans naisson liures e egals en dignitat e en dreches. Son dotats de rason e de consciéncia e "
        "se devon comportar los unes amb los autres dins un esperit de fraternitat. Tota persona se pòt prevaler de totes "
        "los dreches e de totas las libertats proclamada dins la presenta Declaracion, sense cap de distincion de raça, "
        "de color, de sèxe, de lenga, de religion, d'opinion politica o d'autra mena, d'origina nacionala o sociala, de "
        "fortuna, de naissença o de quina autra situacion que siá. Se farà pas tanpauc cap de distincion fondada"
    ),
    "fo": (
        "Øll menniskju eru fødd fræls og jøvn til virðingar og mannarættindi. Tey hava skil og samvitsku og eiga at fara "
        "hvørt um annað í bróðuranda. Øll hava krav um rættindi og frælsi, sum eru nevdn í hesi yvirlýsing, uttan mun til "
        "ættarslag (rasu), húðarlit, kyn, mál, átrúnað, politiska ella aðra sannføring, tjóðskaparligan ella "
        "samfelagsligan uppruna, ognarviðurskifti, føðing ella aðra støðu. Somuleiðis skal eingin mismunur vera orsakað "
        "av politiskari, rættarligari ella millumtjóða støðu hjá tí landi, sum ein persónur hoyrir til, sama um landið"
    ),
    "fy": (
        "Alle minsken wurde frij en gelyk yn weardigens en rjochten berne. Hja hawwe ferstân en gewisse meikrigen en "
        "hearre har foar inoar oer yn in geast fan bruorskip te hâlden en te dragen. Elk hat oanspraak op alle rjochten "
        "en frijheden yn dizze Ferklearring opneamd, sûnder hokker ûnderskie ek mar lykas ras, kleur, slachte, taal, "
        "godstsjinst, politike of oare oertsjûging, nasjonaal of maatskiplik komôf, eigendom, berte of oare status. "
        "Fierder sil gjin ûnderskie makke wurde nei politike, juridyske of ynternasjonale status fan it lân of gebiet,"
    ),
    "gd": (
        "Tha gach uile dhuine air a bhreth saor agus co-ionnan ann an urram 's ann an còirichean. Tha iad air am breth le "
        "reusan is le cogais agus mar sin bu chòir dhaibh a bhith beò nam measg fhein ann an spiorad bràthaireil, Tha "
        "gach neach fa leth airidh air gach còir is saorsa a tha sgrìobhte anns A' Ghairm seo a dh' aindeoin gnè sam "
        "bith, mar tha cinneadh, dath craicinn, gnè-cinneil, cànan, creideamh, beachdan poiliticeach, tùsachd nàiseanta "
        "neo sòisealta, sealbhachd, gin neo inbhe air bith eile. A thuilleadh, chan fhaod deifir a bhith air a dhèanamh "
        "air bonn"
    ),
}
