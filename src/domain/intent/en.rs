//! English, mostly as it is written in the United States.

use super::source::{Rule, Source, back, out, review};
use super::verbs::listed;

/// English.
pub(super) const SOURCE: Source = Source {
    tag: "en",
    words: WORDS,
    verbs: &[],
    conjugate: listed,
    rules: RULES,
    pauses: PAUSES,
    conditions: CONDITIONS,
    near: "stop unsubscribe unsubscribed message messages messaging promotions promotional \
           notifications subscription newsletter receive receiving contacting marketing advertising spamming",
};

const WORDS: &[(&str, &[&str])] = &[
    (
        "soft",
        &[
            "hi hello hey good morning afternoon evening please pls plz plis pleease plese pleas plss thanks thank \
           thx you u ty tks ok okay now just kindly sir madam maam guys folks team dear sorry yo already asap immediately \
           right away god omg wtf ffs fucking fuckin effing damn seriously thankyou yall so well yeah yes um bro \
           dude man ya to all gracias por favor bye goodbye regards cheers lol immediatly urgently permanently \
           forever for good ever again once and at stupid goddamn bloody everyone there i said told beg im begging kindest sincerely respectfully ayo aye bruh fam cuh luv hon honey sweetie ma ffs jfc smh fr tbh ngl pretty mkay rn ta cheers innit mate pal folks people thnx tnx tank plss plx pliz pleez plzz dearest respected sirs madame honestly literally effin freaking frickin friggin damnit dammit",
        ],
    ),
    ("and", &["and but because cuz cos bc so y e"]),
    ("fresh", &["please pls plz plis pleease plese pleas plss kindly"]),
    ("asker", &["how hows where what whats which who wheres"]),
    ("polite", &["could"]),
    ("call", &["call phone ring calling phoning callin ringing"]),
    (
        "neg",
        &[
            "not dont never no didnt cant wont doesnt isnt arent wouldnt cannot couldnt shouldnt wasnt havent aint nor dnt dun ion donot dnot dident didn dosnt dnt wudnt shudnt neither none nothin nothing hardly neednt",
        ],
    ),
    (
        "glide",
        &[
            "want to wish wanna asked ask mean meant need trying try have do be please ever you me going gonna \
           plan planning think say said looking like been would will u let go",
        ],
    ),
    (
        "third",
        &[
            "he she they his her their wife husband sister brother mom mother dad father son daughter friend \
                 friends boss customer customers someone somebody anyone people client kid kids who says says cousin \
                 neighbor boyfriend girlfriend roommate coworker employee",
        ],
    ),
    (
        "ask",
        &[
            "how why when where what whats which who does did should i-can wondering whether steps way",
        ],
    ),
    (
        "hedge",
        &[
            "before without almost nearly thinking maybe perhaps might consider considering thought after unless until \
                 tempted should accidentally mistake accident mistakenly wants was were",
        ],
    ),
    ("footer", &["reply click tap press type says respond txt"]),
    (
        "limit",
        &[
            "night nights midnight morning mornings evening weekend weekends sunday sundays saturday monday tuesday \
           wednesday thursday friday weekdays until till while during except only unless often frequently late early \
           before after meeting instead less fewer hours hour hourly tonight yet duplicate audio voice \
           photos pictures videos twice multiple week month driving",
        ],
    ),
    ("today", &["today tomorrow"]),
    ("since", &["from of starting as since effective"]),
    (
        "foreign",
        &[
            "order orders appointment appointments booking bookings reservation reservations waitlist account accounts card cards payment \
           payments delivery deliveries shipment package packages plan plans service services product products item items \
           invoice invoices bill bills receipt receipts refund insurance policy loan loans gym netflix spotify hulu \
           amazon premium internet line class classes lesson lessons course trial ticket tickets flight \
           hotel room table pizza lease deed mortgage title speaker hold shift schedule calendar loans heating alarm speakerphone guest team policy onions onion cheese pickles sauce salad drink food meal size shoes dress shirt \
           quote price prices address location link code password test tests results result prescription doctor visit meeting \
           car house apartment rent contract warranty job interview delivery driver package smoking drinking store shop bus \
           school cart checkout profile app instagram facebook photo photos picture pictures file files document documents autopay \
           auto charge charges charging billing debit deposit transfer money fee fees tracking shipping box boxes \
           event events party game music song magazine reminder reminders waiting surgery procedure treatment vaccine hospital tour tournament trip voicemail standby",
        ],
    ),
    (
        "wall",
        &[
            "miss missing lose losing stop stopping stopped unsubscribe leave leaving disappoint bother",
        ],
    ),
    ("own", &["my our"]),
    ("mine", &["me my i im id us we ive"]),
    ("me", &["me us mee m myself ourselves meh meeee"]),
    (
        "stop",
        &[
            "stop quit cease stopp stahp halt discontinue sotp stpo stap avoid end stp stahp stopping ceasing quitting refrain desist sto stopt stpp",
        ],
    ),
    (
        "sending",
        &[
            "sending texting messaging contacting emailing spamming bothering annoying writing msging txting dming \
           harassing bugging pestering pinging soliciting bombarding blasting mailing \
           whatsapping disturbing spaming messaging mesaging sendin textin messagin sendign spammin forwarding flooding pushing \
           advertising promoting marketing hounding notifying offering blowing texing messageing spamin msgin harrassing harasing botherin contactin buggin advertisin hittin contactting whatsapping sendng cramming badgering transmitting targeting communicating corresponding sendng hittin blowin messagin pingin spammin annoyin harrasing harassin hasseling hassling nagging naggin molesting nudging tempting pitching selling sellin showering peppering plaguing assailing plugging hawking peddling touting circulating delivering issuing dispatching distributing broadcasting mailing posting sharing alerting troubling intruding irritating blastin textng txtin messgaing textting sendding mssging pinging buzzing dinging hmu",
        ],
    ),
    (
        "receiving",
        &[
            "receiving getting recieving receving gettin seeing having hearing recieveing recieving recving reciving receving gettin gettng havin",
        ],
    ),
    (
        "receive",
        &[
            "receive get recieve receve see have hear read be continue keep recive recv recevie rcv git",
        ],
    ),
    (
        "write",
        &[
            "text message contact msg txt dm spam bother write email harass bug pester annoy ping disturb \
                 mesage massage whatsapp solicit messaging texting contacting reach notify contac trouble hassle target communicate irritate nag intrude molest msge messge mssg messsage txting contct cntact inbox blast hmu hound",
        ],
    ),
    ("call", &["call phone ring"]),
    (
        "send",
        &[
            "send sned forward push give share snd sent sends transmit forwad dispatch deliver circulate distribute broadcast sendd sen snt issue pitch",
        ],
    ),
    (
        "msg",
        &[
            "message messages msg msgs text texts txt txts sms promo promos promotion promotions promotional ad ads \
           advert adverts advertisement advertisements advertising marketing spam offer offers deals deal newsletter \
           newsletters notification notifications update updates blast blasts broadcast broadcasts coupon coupons \
           communication communications junk crap garbage emails email mail whatsapps dms alerts solicitation \
           solicitations campaign campaigns announcement announcements bs bullshit shit nonsense mensajes promociones \
           mesages massages messeges mssgs catalog flyers specials sales messaging texting contact publicity mailing mailings mailshots propaganda schemes sms smses pitches \
           listings mess bulletins circulars reminders solicitings adverts textes smss txtmsgs circulars bulletins leaflets leaflet brochures brochure fliers pamphlets mailers mailer correspondence telemarketing adds advertisments advertisment advertisement advertising advert advertisings messges mesage mesag msges mssg mssgs messgaes massages notifs notis notification notfications notifictions spams forwards pings vouchers discounts promotionals promotns newsletters solicits ecommunications robotexts txtz textses msgz whatsaps announcments announcement pitch pitches freebies specials postings memos clutter rubbish bollocks tripe drivel tosh sht bullcrap horseshit foolishness mess noise blurb posts reels",
        ],
    ),
    (
        "many",
        &[
            "messages msgs texts txts sms promos promotions promotional ads adverts advertisements advertising marketing \
           spam offers deals newsletters newsletter notifications updates blasts broadcasts coupons communications \
           communication junk crap garbage emails whatsapps dms alerts solicitations solicitation campaigns \
           announcements bs bullshit shit nonsense mensajes promociones mesages massages messeges mssgs messaging flyers publicity mailings mailshots propaganda schemes specials listings circulars bulletins leaflets leaflet brochures brochure fliers pamphlets mailers mailer correspondence telemarketing adds advertisments advertisment advertisement advertising advert advertisings messges mesage mesag msges mssg mssgs messgaes massages notifs notis notification notfications notifictions spams forwards pings vouchers discounts promotionals promotns newsletters solicits ecommunications robotexts txtz textses msgz whatsaps announcments announcement pitch pitches freebies specials postings memos clutter rubbish bollocks tripe drivel tosh sht bullcrap horseshit foolishness mess noise",
        ],
    ),
    ("this", &["this these that those stuff anything nothing things thing it"]),
    (
        "list",
        &[
            "list lists database db mailing system distribution group newsletter this here these directory contacts chat chain \
                thread records record listing mailings marketings program messaging broadcast crm rolls campaign roster subscribers messages texts \
                promos marketing rotation file files registry books club service services clubs sms subscription subscriptions rota roll feed lists sheet outreach directory listings memory sends thing",
        ],
    ),
    (
        "num",
        &[
            "number num phone contact info cell # information name details data contacts mobile whatsapp line mobil email digits nmbr numbers telephone handset device tel fone numba numbr nmber nummber numb cellphone landline mobiles digit inbox dms celular telefone",
        ],
    ),
    (
        "want",
        &[
            "want wanna wish need care desire interested consent agree appreciate prefer rather wanted like authorize permit allow wanting tryna trying looking finna lookin require required requiring wnt wan needed needing wishing desiring welcome accept accepting enjoy fancy wannna",
        ],
    ),
    (
        "any",
        &[
            "any text more anymore ya yalls ever freakin daily weekly monthly bunch lot lots whole entire constant another your these those this the of all such ur further to kind kinds type types you guys other via \
               whatsapp stupid fucking damn annoying random unsolicited unwanted dumb bloody sending spammy promotional marketing \
               receive receiving get getting see seeing in from a single by reading be sent with about messages and freaking no yo yer da dis dese dem them em their theirs effing effin frickin fricking friggin fuckin goddamn goddam mf motherfucking bleeding blasted stinking silly pesky useless irritating incessant endless constant continuous continual unnecessary irrelevant pointless automated automatic bulk mass generic repeated repetitive nonstop commercial seasonal exclusive special latest future subsequent additional extra same ridiculous crappy crap shitty ass sales silly horrible dreadful ruddy intrusive invasive endless company business store shop sort sorts form forms nature other every each many much one another two",
        ],
    ),
    ("anymore", &["anymore again more any ever moore nomore further please nemore longer mo"]),
    ("rhetoric", &["about times many"]),
    (
        "removed",
        &[
            "removed taken deleted dropped unsubscribed excluded erased scrubbed struck pulled wiped purged kicked suppressed excused released crossed cut unlisted delisted deregistered withdrawn omitted exempted blacklisted unenrolled disenrolled spared left booted scratched yanked removd",
        ],
    ),
    (
        "remove",
        &[
            "remove removed delete erase drop strike scrub cross pull scratch wipe purge exclude removing cut eliminate discard dump axe dlete delet deleat remov remve rmv rmove romove rimove remoove yank suppress omit exempt excuse detach disconnect unlink boot eject expunge withdraw blacklist deleting taking erasing dropping scrap",
        ],
    ),
    (
        "take",
        &["take get cross strike pull kick drop knock leave count scratch leave bump tke keep"],
    ),
    ("off", &["off out of outta from frm frum offa off"]),
    (
        "unsub",
        &["unsubscribe unsubscribing unsub \
                 unenroll unregister optout deregister unlist unsubscript disenroll unenrol unsubs desubscribe delist delisted unlisted unenroll unregistered deregistered disenrolled unfollow unjoin unsubbed"],
    ),
    ("opt", &["opt opting opted"]),
    ("switch", &["turn shut switch cut"]),
    ("us", &["me us my our"]),
    ("drop", &["drop kill ditch skip lose nix shut silence cut can axe"]),
    ("to_me", &["me us my our this here these num him"]),
    (
        "cancel",
        &[
            "cancel end terminate stop discontinue deactivate disable cancelling canceling halt suspend kill revoke",
        ],
    ),
    (
        "subs",
        &[
            "subscription subscriptions enrollment signup subcription subscribtion suscription notifications notification",
        ],
    ),
    ("leave", &["leave let"]),
    (
        "rmv",
        &[
            "remove delete erase drop strike scrub cross pull scratch wipe purge exclude cut eliminate discard yank suppress omit \
             exempt excuse detach disconnect unlink boot eject expunge withdraw dismiss discharge release free clear take get \
             kick knock bump leave count sign log let make put bring move keep opt dlete delet remov remve rmv tke \
             removing taking deleting dropping pulling getting kicking excluding erasing crossing striking wiping ditch unsubscribe unsub scrap",
        ],
    ),
    (
        "roll",
        &[
            "list lists database db distribution newsletter newsletters roster directory broadcast broadcasts crm mailing mailings \
             campaign campaigns program programme club chain thread rotation registry feed subscription blast blasts subscribers",
        ],
    ),
    (
        "exit",
        &[
            "leave leaving exit exiting quit quitting withdraw withdrawing unfollow unjoin resign ditch escape stop",
        ],
    ),
    ("permit", &["permission consent authorization authorisation approval authority permissions"]),
    ("nev", &["dont not never dnt donot no nor dun neednt"]),
    ("hand", &["transmit market advertise solicit pester promote"]),
    ("these", &["these this those them it em dis dese dem such"]),
    ("join", &["resubscribe subscribe resub reenroll restart reactivate"]),
    ("weigh", &["tired sick annoying annoyed fed harassment harassing enough spammers bothering"]),
    ("threat", &["report reporting block blocking sue suing ftc fcc bbb lawyer attorney reported"]),
];

const RULES: &[Rule] = &[
    out(
        "en.unsubscribe",
        "unsub me|msg|this|num|=please|=from|=now|=us|=asap|=immediately|=to|=off|=all|=right|=the|=your",
    ),
    out("en.unsubscribe", "unsub =my !third|foreign|=kids"),
    out(
        "en.unsubscribe",
        "=want|=like|=wanna|=please|=pls|=plz|=wish|=need|=just|=me|=kindly =to? =be? =please? unsub|=unsubscribed",
    ),
    out("en.unsubscribe", "^ !hedge ..1 unsub $"),
    out("en.unsubscribe", "=i|=im|=am unsub"),
    out("en.unsubscribe", "=please|=pls|=request|=requesting|=must|=immediately unsub"),
    out(
        "en.opt_out",
        "opt =me|=us|=my|=number|=this? =number? =out !=of|=by|=accidentally|=form|=rate|=button ",
    ),
    out("en.opt_out", "opt =me|=us|=my|=number|=this? =number? =out =of ..4 msg|list|this"),
    out("en.opt_out", "asker ..5 opt =out $"),
    out("en.opt_out", "asker ..5 opt =out =of ..3 msg|list|this"),
    out("en.opt_out", "=wheres|=where|=no ..3 opt =out =button|=link"),
    out("en.opt_out", "=want|=like|=wish|=wanna|=choose|=need =out $"),
    out("en.opt_out", "=want|=like|=wish|=wanna|=choose|=need =out =of ..2 list|msg"),
    out("en.not_on_list", "neg =longer? ..1 =subscribed|=subscribe ..2 $"),
    out(
        "en.not_on_list",
        "neg want ..2 =be =subscribed|=contacted|=messaged|=texted|=bothered|=spammed|=signed|=enrolled|=solicited|=emailed|=included|=disturbed|=harassed|=notified",
    ),
    // --- how, about our messages: a request
    out(
        "en.how_to_stop",
        "asker !=long|=much|=many ..6 stop ..2 receiving|sending ..4 msg|this|me",
    ),
    out(
        "en.how_to_stop",
        "=someone|=somebody|=anyone =please? =tell|=show|=explain|=help =me? asker ..3 stop ..2 receiving|sending",
    ),
    out("en.how_to_stop", "asker !=long|=much|=many ..6 =not =to? receive|receiving ..3 msg|this"),
    out("en.how_to_stop", "asker !=long|=much|=many ..6 stop any? any? many|=these =from? $"),
    out("en.how_to_stop", "asker !=long|=much|=many ..6 =make ..4 stop $|sending|receiving"),
    out("en.how_to_stop", "asker !=long|=much|=many ..6 unsub|=unsubscribed $"),
    out(
        "en.how_to_stop",
        "asker !=long|=much|=many ..6 unsub|=unsubscribed =from|=to ..2 many|list|this",
    ),
    out(
        "en.how_to_stop",
        "asker !=long|=much|=many ..6 =off|=out =of? =the|=your|=ur|=this|=these any? list|many|=these|=thing !=sound|=on|=in",
    ),
    out("en.how_to_stop", "asker ..4 cancel ..3 many"),
    out(
        "en.how_to_stop",
        "asker !=long|=much|=many ..6 =getting|=get =off|=out =of? any? any? list|many",
    ),
    out("en.how_to_stop", "asker ..4 switch ..4 many|=these ..1 =off"),
    out("en.how_to_stop", "asker ..4 switch =off any? any? many|=these !=sound|=on|=in"),
    out(
        "en.how_to_stop",
        "asker !=long|=much|=many ..6 remove|take me|=my ..2 =off|=from|=out ..3 list|msg",
    ),
    out(
        "en.if_not",
        "=if|=unless =you|=u|=yall|=ya =dont|=do =not? stop|remove|take ..2 sending|me|=my",
    ),
    // --- stop
    out("en.stop_sending", "stop ..2 sending ..3 us|msg|this"),
    out("en.stop_sending", "stop sending !=him|=her|=money|=cash|=people|=it|=everyone|=requests"),
    out("en.stop_sending", "stop =offering|=selling|=pitching =me|=us foreign"),
    out("en.stop_sending", "=please|=pls|=plz stop =my =mom|=wife|=kid|=phone|=boss|=husband|=dad"),
    out("en.stop_sending", "stop sending any? foreign? =and|=or any? msg"),
    out("en.stop_sending", "stop =w|=with any? any? any? foreign? msg|this"),
    out("en.stop_sending", "stop ..4 many !=from|=on"),
    out(
        "en.stop_sending",
        "=please|=pls|=plz|=kindly stop =i|=im|=its|=you|=we|=this|=these|=there !foreign",
    ),
    out("en.stop_sending", "=of|=love|=god|=sake|=fucks|=christs|=heavens stop $"),
    out(
        "en.stop_sending",
        "^ =can|=could|=would|=will =you|=u|=ya|=yall =please|=pls|=plz|=just? stop =these|=this|=those|=texting $",
    ),
    out("en.stop_sending", "stop ..1 =all|=any|=such|=further ..3 msg"),
    out("en.stop_sending", "stop =using|=sharing|=use ..1 =my num ..2 msg"),
    out(
        "en.stop_sending",
        "=pack|=knock|=cut|=jack|=chuck|=give =it =in|=off|=out|=a|=up =rest? =with ..3 msg|this",
    ),
    out("en.stop_sending", "=lay|=ease|=back|=chill =off|=out =the|=with|=on ..2 msg|sending"),
    out("en.stop_sending", "=make|=making any? any? any? msg|=it|=them|=this|=these stop|=end"),
    out("en.stop_sending", "=do =one|=away =with ..2 msg"),
    out(
        "en.stop_sending",
        "=enough|=done|=through =already? =with|=of any? any? any? foreign? msg|this",
    ),
    out("en.stop_sending", "stop ..1 =the|=this =sending|=mailing =of ..2 msg"),
    out("en.stop_sending", "cancel =the|=this|=your? =sending =of ..3 msg"),
    out("en.stop_sending", "cancel any? any? any? foreign? many"),
    out("en.drop_messages", "drop =the|=these|=those|=your|=ur ..1 foreign? foreign? ..1 many !=i"),
    out("en.turn_off", "switch ..4 many|=these|=those ..1 =off"),
    out("en.turn_off", "switch =off ..4 many !=sound|=on|=in"),
    out("en.turn_off", "switch =off =these|=those|=this $"),
    out(
        "en.no_sending",
        "=not|=no =to? =ever? send|sending me|=more !=the|=a|=an|=my|=to|=that|=it|=any|=your|=his|=her|=in|=at|=on",
    ),
    out("en.no_sending", "=not|=no =to =ever? write|send|receive ..3 me|msg|=more"),
    out(
        "en.no_sending",
        "=mind|=appreciate|=grateful|=prefer|=consider|=request|=ask|=rather|=please ..3 =not sending ..2 me|msg|this|us",
    ),
    out(
        "en.no_sending",
        "=dont|=not|=never|=no|=dnt =longer|=ever|=you|=u|=please|=keep? write|send|sending ..3 =anymore|=again|=more|=further",
    ),
    out(
        "en.no_sending",
        "=dont|=not|=never|=no|=dnt =ever|=even|=please|=keep|=be|=to? send|=text|=message any? any? any? foreign? many !=to|=about",
    ),
    out("en.no_sending", "=dont|=not|=never|=dnt =hit|=blow|=blast|=spam|=hmu|=hound ..1 me|=my"),
    out(
        "en.no_sending",
        "=no =need =to|=for =keep|=continue|=you|=u|=yall? =to? send|sending|write|=contact|=text",
    ),
    out("en.no_sending", "=dont|=not|=never =follow =up"),
    out("en.no_sending", "=dont|=not|=never =reach =out"),
    out("en.no_sending", "=dont|=not|=never =include|=add|=put|=count|=sign =me|=us"),
    out(
        "en.no_sending",
        "=rather|=prefer|=wish|=want =if? =you|=u|=yall =didnt|=dont|=wouldnt|=not|=did =not? write|send|=contact",
    ),
    out(
        "en.no_receiving",
        "=can|=could|=may =i|=we =like|=please|=just? =please|=just? =not|=stop receive|receiving ..2 msg|this",
    ),
    out(
        "en.no_receiving",
        "=want|=wish|=like|=prefer|=rather|=need =to? =not|=no =be? =to? receive|receiving ..4 msg|this|=anymore",
    ),
    out("en.no_receiving", "=want|=wish =not|=no =more|=longer receive|receiving|msg ..3"),
    out("en.no_receiving", "neg ..1 want =more|=any|=anymore ..2 msg"),
    out(
        "en.no_receiving",
        "neg ..1 want|=need|=require|=require =to? =be? receive|receiving any? any? any? any? foreign? many",
    ),
    out(
        "en.no_receiving",
        "neg ..1 want|=need =to? =be? receive|receiving ..2 =these|=this|=those|=them|=any|=anything|=stuff $|=from|=anymore|=more|=no|=at",
    ),
    out("en.no_receiving", "neg ..1 want|=need =to? =hear|=hearing =from|=anymore|=any|=about"),
    out("en.no_receiving", "neg ..1 want ..3 =hear ..4 =anymore|=more"),
    out("en.no_receiving", "neg ..1 want|=need any? any? any? any? foreign? many"),
    out(
        "en.stop_sending",
        "=if =you|=u|=yall|=ya =could|=would|=just? =stopped|=quit|=ceased|=stop sending|=these|=this",
    ),
    out(
        "en.stop_sending",
        "stop sending me ..3 =every|=each|=all =day|=morning|=night|=single|=week|=hour",
    ),
    out("en.no_receiving", "=no =longer want|=need|=require ..5 many"),
    out("en.no_receiving", "neg =be? =needing|=requiring|=wanting ..5 many|=these|=them"),
    out(
        "en.remove_me",
        "remove|take|unsub ..4 =from|=off =your|=ur|=this|=yalls =service|=services|=system|=company|=business|=store|=shop|=app|=phone !=and",
    ),
    out(
        "en.stop_sending",
        "many =need|=needs|=must|=have|=gotta|=should|=can|=could =to? stop $|=now|=coming",
    ),
    out("en.no_more", "=no =further ..2 msg"),
    out("en.no_receiving", "neg want =ur|=your|=yalls =stuff|=shit|=things"),
    out("en.stop_sending", "stop =blowing|=hitting|=lighting =up =my num"),
    out("en.no_more", "=no =mo|=mor|=moar ..2 msg"),
    out("en.remove_me", "=withdraw|=withdrawing|=resign ..2 =from ..3 many|list"),
    out(
        "en.how_to_stop",
        "asker ..4 unsub =button|=link|=option =for|=on|$ ..2 many|=these|=this|$",
    ),
    out("en.stop_sending", "stop call =and|=or|=& sending ..1 me|us|$"),
    out("en.leave_alone", "=leave|=let me|=my|us ..2 =alone"),
    out("en.remove_number", "=rid =of =my|=our ..1 num"),
    out("en.no_receiving", "=make|=be =sure|=certain ..5 neg ..3 many|=these"),
    out("en.stop_sending", "=please|=pls|=plz|=kindly|=just|=you|=u stop =them|=these|=those $"),
    out("en.no_writing", "=never =ever? write me|us|=this|=again|=here"),
    out("en.how_to_stop", "asker !=long|=much|=many ..4 removed ..3 list|msg"),
    out("en.no_receiving", "neg ..1 want|=need =no|=none ..2 msg"),
    out(
        "en.remove_me",
        "=place|=add|=put|=include|=enter ..7 =not|=dnc =call|=contact|=disturb|=dnc|=text =list|=registry|=register",
    ),
    out(
        "en.remove_me",
        "=can|=could|=may =i|=we|=my|=this num? =please? =be|=get =please? removed $|=from|=off",
    ),
    out("en.remove_me", "=my|=this|=our num =removed|=deleted|=gone|=erased|=taken =from|=off|$"),
    out("en.no_sending", "=no send ..2 msg"),
    out(
        "en.no_sending",
        "=dont|=not|=no =you|=u|=yall|=dare|=ever =dare|=ever? =again? send|write me|msg|num|=a",
    ),
    out("en.how_to_stop", "=way|=possible|=option =to stop|cancel ..4 many|=these|=this"),
    out(
        "en.how_to_stop",
        "=way|=possible|=option ..2 =to =be? unsub|removed|=opt ..1 $|list|=out|many|=from !foreign",
    ),
    out("en.how_to_stop", "=way|=possible ..2 =to =get =off|=out =of? any? any? list|many|=these"),
    out("en.no_receiving", "neg ..1 want =these =messages|=texts|=at|=on|=coming|=anymore|=no|$"),
    out(
        "en.no_receiving",
        "neg =wish|=want|=care|=desire =to =participate|=take|=join ..3 msg|this|list|$",
    ),
    out("en.no_receiving", "=no =more =of =these|=this|=them|=those"),
    out("en.no_receiving", "=said|=say|=saying|=told =no =more|=texts $"),
    out("en.no_receiving", "=no =more ..2 foreign? many"),
    out("en.no_receiving", "=no =use|=interest =for|=in ..4 msg"),
    out(
        "en.no_receiving",
        "=no|=not =longer|=interested|=any|=anymore|=more ..3 =in|=for ..2 receiving|=hearing ..3",
    ),
    out(
        "en.not_on_list",
        "=rather|=prefer|=wish|=want|=like|=supposed =to? =not =to? =be ..1 =on|=in|=part ..4 list|msg",
    ),
    out("en.not_on_list", "=not =consent|=agree|=permission ..4 msg"),
    out("en.consent", "=consent|=permission ..6 =withdrawn|=revoked|=rescinded|=cancelled"),
    out(
        "en.consent",
        "=revoke|=withdraw|=revoking|=withdrawing|=rescind|=rescinding ..4 =consent|=permission|=authorization|=authorisation ..4 msg|=contact|=contacted|=sms|=market|$",
    ),
    out(
        "en.object",
        "=object|=objecting|=objection|=oppose ..2 =to ..9 =marketing|=mailings|=solicitation|=solicitations|=promotions|=promotional|=advertising",
    ),
    out("en.object", "=object|=objecting|=optout|=stop ..2 =to|=of ..4 =direct|=marketing"),
    out("en.object", "=not =sell|=share|=use|=process ..4 num ..2 =for ..2 msg"),
    out(
        "en.remove_me",
        "=removal|=deletion|=exclusion|=unsubscription ..2 =from|=of ..5 list|msg|num",
    ),
    out(
        "en.remove_me",
        "take|remove me ..1 =off|=out|=outta !=the|=my|=a|=an|=of|=your|=for|=speaker|=hold|=at|=that|=this|=on|=guard|=his|=her|=work|=in|=ur|=these|foreign",
    ),
    out(
        "en.remove_me",
        "take|remove me|=my !third|=dog|=cat|=kids|=baby|=puppy|=car ..2 off =of? ..6 list|msg|=thing|=system|=these",
    ),
    out("en.remove_me", "take|remove me|=my ..2 off =of? ..2 foreign? ..4 many"),
    out(
        "en.remove_me",
        "remove me !=from|=as|=to|=off|=out|=a|=an|=the|=at|=by|=in|=near|=some|=when|=outside|=home|=here|=there|foreign",
    ),
    out(
        "en.remove_me",
        "remove|take ..3 =from|=off|=out =of? =your|=ur|=these|=promotional|=marketing|=all|=any ..3 list|msg|=system",
    ),
    out("en.remove_me", "=my|=this ..1 num =be|=to =be? removed ..3 list|msg|$"),
    out("en.remove_me", "=my|=this ..1 num =be|=to =be? removed =from"),
    out("en.remove_me", "remove|=remove ..1 me =from ..4 list|=whatever"),
    out("en.remove_me", "take =my|=our num off !=the|=my|=a|=that|=his|=her|=our"),
    out(
        "en.remove_me",
        "=count|=leave|=keep|=let|=lemme me|=my num? =off|=out =of ..4 msg|list|=these|=this",
    ),
    out("en.remove_me", "=leave|=keep =my|=our num =off|=out"),
    out(
        "en.remove_me",
        "=lemme|=want|=wants|=let =me? =out|=off !foreign|=road|=of|=on|=to|=at|=for|=in|=my|=the",
    ),
    out("en.remove_number", "=forget|=lose|=delete|=bin|=chuck|=toss|=shred|=ditch ..4 =my num"),
    // --- stop, as it was
    out(
        "en.stop_sending",
        "stop soft? soft? =with|=the|=all|=your|=fucking|=freaking? =the|=all|=your? sending me|msg|this|$|num|=your|=so|=stuff|=any|any|=people",
    ),
    out("en.stop_sending", "stop soft? =blowing|=hitting|=lighting me|=up"),
    out("en.stop_sending", "stop soft? =reaching|=hitting =out|=me|=my|=up"),
    out("en.stop_sending", "stop soft? =trying =to write|=reach|=sell|=contact me"),
    out("en.stop_sending", "=please|=just stop soft? sending|write"),
    out("en.stop_sending", "stop write|=send|=sent me|msg"),
    out("en.stop_sending", "stop =it? =with|=w? any? any? msg"),
    out("en.stop_sending", "stop =sending any? any? msg"),
    out("en.stop_sending", "^ stop =this|=these|=all|=now|=immediately ..1 $"),
    out("en.stop_receiving", "=want|=like|=wish|=wanna|=need|=prefer =to stop receiving"),
    out("en.stop_receiving", "=please|=me ..1 stop receiving ..2 msg"),
    out("en.stop_receiving", "^ stop =receiving|=recieving|=getting|=gettin"),
    out(
        "en.stop_sending",
        "=enough|=done|=sick|=tired =already? =with|=of any? any? any? msg =please|=stop|=already|=now",
    ),
    out("en.enough", "^ soft? =enough =already? =with|=of? any? any? msg"),
    out("en.enough", "=knock|=cut =it? ..1 =off|=out =with ..2 msg"),
    out("en.enough", "=cut =out =the|=these|=this ..1 msg"),
    out("en.stop_sending", "^ stop =or|=before"),
    out("en.stop_sending", "=make any? any? msg|=it =stop"),
    out("en.stop_sending", "=refrain|=desist|=abstain =from sending"),
    out("en.no_sending", "=dont|=not|=never =be sending me|msg"),
    out("en.no_sending", "=dont|=not send any? =more|=anymore ..1 $"),
    out("en.object", "=decline|=refuse|=object|=reject ..2 receive|receiving|=contacted ..3 msg|$"),
    out("en.stop_sending", "=cease =and|=& =desist"),
    out("en.stop_sending", "^ =please|=pls|=plz stop $|=i"),
    out("en.stop_sending", "^ =would|=could|=can|=will =you|=u =please|=just? stop $"),
    out("en.stop_sending", "=these|=your|=the|=those ..1 msg =to stop"),
    out("en.stop_sending", "^ stop =you =have|=got"),
    out("en.no_receiving", "neg =really? want =these|=those =anymore"),
    review("en.no_wanting_it", "neg =really? want =these|=those"),
    // --- do not send
    out(
        "en.no_writing",
        "=dont|=not|=dnt|=no =you? =ever|=even|=please|=fucking|=you|=keep? write|call me|num|anymore|=this|=again|=anymore|=here|=any",
    ),
    out("en.no_writing", "^ =do? =please? =dont|=not|=never|=no =ever? =contact|=disturb $"),
    out(
        "en.no_writing",
        "=dont|=not|=never =ever? =call|=text|=email =or|=and write|call me|num|=again|$",
    ),
    out(
        "en.no_writing",
        "=do =not =contact|=disturb|=text|=message|=solicit $|=with|me|num|=again|=anymore|=this|=any",
    ),
    out(
        "en.no_sending",
        "=dont|=not|=dnt =you? =ever|=please|=keep? send|=sending me ..3 msg|this|=anymore|=again|=more|=any",
    ),
    out("en.no_sending", "=dont|=not|=dnt =you? =ever|=please|=keep? send me ..1 $"),
    out("en.no_sending", "=never =ever? send|write|call me ..3 =again|=anymore"),
    out(
        "en.no_sending",
        "=dont|=not|=dnt =ever|=keep? send|=sending any? any? any? msg !=to|=about",
    ),
    out("en.no_sending", "=dont|=not|=never =keep|=continue =on|=to? sending|write|send"),
    out("en.no_sending", "=dont|=not|=never send ..2 =anymore|=again"),
    // --- do not want
    out(
        "en.no_receiving",
        "neg =really|=even? want =to? receive|receiving any? any? any? any? msg|=anymore",
    ),
    out(
        "en.no_receiving",
        "neg =really|=even? want =in|=to =receive|=receiving|=get|=getting any? any? any? msg|this|=anymore|$",
    ),
    out("en.no_receiving", "neg =really? want =to =hear =from"),
    out("en.no_receiving", "neg =really? want any? any? any? any? many"),
    out(
        "en.no_receiving",
        "neg =really? want =you|=u|=yall|=your|=ya|=anyone =guys|=people|=company? =to? =keep? write|sending|=contacting|=calling|=call|send",
    ),
    out(
        "en.no_receiving",
        "=no =longer =want|=wish|=need|=care|=would|=interested|=desire ..2 receive|receiving|msg",
    ),
    out(
        "en.no_receiving",
        "=no =longer =want|=wish|=need ..2 =contacted|=subscribed|=list|=texts|=texted|=messaged",
    ),
    out(
        "en.no_receiving",
        "=rather|=prefer|=please =to? =not =to? receive|=be =receive|=get|=contacted? any? any? msg|=contacted|=anymore|=these",
    ),
    out("en.no_receiving", "=rather|=prefer =you|=u =not|=didnt|=dont write|send"),
    out("en.no_receiving", "=not =interested =in receiving|=hearing ..3"),
    out(
        "en.no_receiving",
        "=not =interested =in =your|=ur|=these|=any|=any|=this|=those any? any? msg",
    ),
    out(
        "en.no_receiving",
        "neg =interested =in any? any? =messages|=promos|=promotions|=texts|=spam|=offers|=deals|=ads",
    ),
    out("en.not_on_list", "neg want =to? =be =on|=in|=part any? any? any? list"),
    out("en.not_on_list", "neg want =on|=in any? any? list"),
    out(
        "en.not_on_list",
        "=want|=wanna|=like =to? =be? =taken|=removed|=off|=out =off|=from|=of? ..2 list",
    ),
    out("en.not_on_list", "=want|=wanna|=like =to? =be? =taken|=removed|=off|=out =off|=from? $"),
    out(
        "en.no_receiving",
        "neg =really? want =any|=another|=one|=single|=further =more|=single|=other? msg",
    ),
    out(
        "en.no_receiving",
        "neg =really? want =to? =keep|=continue =on? receiving any? any? msg|this|=anymore|$",
    ),
    out("en.remove_me", "remove =from any? any? list"),
    out("en.remove_number", "=wrong =number|=person ..2 remove|unsub"),
    out("en.unsubscribe", "=say|=said unsub"),
    // --- remove
    out("en.remove_me", "take me ..1 off ..3 list"),
    out("en.remove_me", "=take|=get|=want|=kick me off $"),
    out("en.remove_me", "take =my|=this|=our ..1 =and? ..1 num off"),
    out("en.remove_me", "=be removed =off|=from|=out =of? ..3 list"),
    out("en.remove_me", "=want|=like|=need =my|=this num removed|off|=gone"),
    out("en.remove_me", "take =my num =off|=out !=the|=my|=a|=that|=his|=her|=our|=of"),
    out("en.remove_me", "take ..1 num off|=from ..3 list"),
    out(
        "en.remove_me",
        "remove =me|=us =please|=from|=off|=now|=asap|=immediately|=pls|=plz|=thanks|$ ..4 list|$",
    ),
    out("en.remove_me", "remove =me|=us =from|=off any? any? any? list"),
    out("en.remove_me", "remove =me $"),
    out("en.remove_me", "=please|=pls|=plz|=kindly remove =me|=us"),
    out("en.remove_me", "^ =please|=pls|=plz|=kindly remove $"),
    out("en.remove_me", "=want|=like|=asked|=wish =to =be =removed|=deleted|=excluded"),
    out("en.remove_me", "^ =off|=out =of? =the|=your|=this list"),
    out(
        "en.remove_me",
        "=add|=put =me|=my|=this =number? =to|=on =your|=the|=a? =do|=dnc|=no =not?",
    ),
    out("en.remove_number", "remove =my|=our|=this ..1 num"),
    out("en.remove_number", "remove ..1 num =from|=off any? any? list"),
    out("en.remove_number", "=lose|=forget|=loose|=burn|=erase|=trash =my num"),
    out("en.remove_number", "=dont|=not|=never|=stop =use|=using|=share|=keep ..1 =my num"),
    // --- cancel our messages
    out("en.cancel_subscription", "cancel ..2 =subscription =to|=for|=of ..4 msg"),
    out("en.cancel_subscription", "cancel ..2 subs !=to|=for|=box|=fee|=plan"),
    out(
        "en.cancel_messages",
        "cancel =off|=down|=my? any? any? =texts|=messages|=promos|=promotions|=alerts|=newsletter|=newsletters|=notifications|=marketing|=ads|=sms|=spam|=messaging|=text|=msgs|=updates|=txts|=promotional|=offers|=communications",
    ),
    // --- no more
    out("en.no_more", "=no|=zero =more any? any? msg"),
    out("en.no_more", "=not =another|=one =more|=another|=single? msg"),
    out("en.no_more", "^ =no any? msg $"),
    out("en.no_more", "=no =more =of ..2 msg|this"),
    // --- leave me alone
    out("en.leave_alone", "=leave|=let =me|=us =the|=tf|=be? =hell|=fuck|=f? =alone|=be"),
    out("en.leave_alone", "=leave =me =alone"),
    out("en.leave_alone", "=stop =harassing|=bothering|=bugging|=pestering|=annoying"),
    // --- consent
    out(
        "en.consent",
        "=revoke|=withdraw|=revoking|=withdrawing|=rescind ..1 =consent|=permission|=authorization|=opt",
    ),
    out(
        "en.consent",
        "neg =consent|=authorize|=authorise|=permission|=agree =to|=for ..2 msg|receive|receiving|=contact|=contacted|=this|=these|=being|=you|=receive",
    ),
    out("en.consent", "=do =not =have =my =permission|=consent"),
    // --- broad ones: any way to take me or my number out of any list
    out("en.remove_me", "rmv ..1 me|num ..3 off =of? ..5 roll|many"),
    out(
        "en.remove_me",
        "rmv ..1 me ..1 off =of? =these|=this|=them|=here|=it|=everything|=whatever|=your|=yalls $|=thing|=stuff|=nonsense|=business|=company|=system|=app|=chat",
    ),
    out(
        "en.remove_me",
        "^ =include|=sign|=log|=count|=opt|=leave|=let|=cross|=strike|=scratch|=get me =out|=off $",
    ),
    out("en.remove_me", "=set me =free|=loose =from|=of ..3 list|many|=these"),
    out("en.remove_me", "^ remove =the|=this|=my? num $"),
    out("en.remove_me", "take|remove =my =off|$"),
    out(
        "en.remove_me",
        "=be|=am|=get|=been|=being|=getting removed =from|=off|=out =of? ..5 list|many ~object",
    ),
    out(
        "en.remove_me",
        "=wish|=want|=like|=ask|=asking|=request|=requesting|=demand|=prefer|=rather|=insist|=require|=deserve|=may|=could|=can =i|=we|=to|=that? =i|=we|=to? =be|=get removed $|=from|=off|=out|=permanently|=completely",
    ),
    out(
        "en.remove_me",
        "=my|=this|=our ..1 num ..1 =gets|=is|=get|=be|=was|=been removed =from|=off|=out|$ ..4 list|many|$",
    ),
    out(
        "en.remove_me",
        "=consider|=deem|=treat|=mark|=regard|=flag|=note|=list me|=my ..1 =as? removed|=gone|=out|=dnc|unsub",
    ),
    out(
        "en.remove_me",
        "=consider|=take|=treat =this|=that =as|=to? =be? =my|=our|=a|=an|=the|=official|=formal ..3 =goodbye|=farewell|=unsubscribe|=optout|=opt|=notice|=request|=withdrawal|=revocation|=cancellation|=resignation|=demand ..6 many|list|sending|unsub|removed|=out|stop ~object",
    ),
    out(
        "en.remove_me",
        "=confirm|=confirmation|=confirming|=acknowledge ..6 removed|unsub =from|=off|=out ..4 list|many",
    ),
    out("en.remove_me", "=might|=may =as =well =just? rmv|unsub me|=my"),
    out(
        "en.remove_me",
        "=was|=were? =wonder|=wondering|=hoping|=hope|=possible|=chance|=way ..2 =i|=you|=we|=my =could|=might|=can|=may|=would ..3 removed|remove|take|stop|unsub ..3 me|sending|off ..4 list|many|me ~object",
    ),
    out(
        "en.remove_me",
        "^ =can|=could|=will|=would? =somebody|=someone|=anyone|=anybody|=whoever ..2 rmv|unsub me|num ..2 off ..4 list|many",
    ),
    out(
        "en.remove_me",
        "^ =can|=could|=will|=would? =somebody|=someone|=anyone|=anybody|=whoever ..2 take me =off !=hold|=of|=the|=that|foreign|=speaker|=at|=my|=a",
    ),
    out(
        "en.remove_me",
        "^ =can|=could|=will|=would? =somebody|=someone|=anyone|=anybody|=whoever =please|=just|=kindly? remove|unsub me $",
    ),
    out(
        "en.remove_number",
        "=lose|=loose|=forget|=erase|=delete|=burn|=trash|=toss|=bin|=block|=ditch|=shred ..1 =my|=this|=our|=mah ..1 num !=ring|=card|=plate|=one",
    ),
    out("en.remove_number", "=lose|=loose|=erase =my|=this $"),
    out(
        "en.remove_number",
        "num ..1 =isnt|=not|=never|=no ..2 =used|=shared|=sold|=contacted|=texted|=messaged ..3 many|=anymore",
    ),
    out(
        "en.not_on_list",
        "exit =your|=ur|=this|=the|=these|=yalls|=all ..2 many ..1 roll|=service|=services|=group|=groups",
    ),
    out("en.not_on_list", "exit =your|=ur|=this|=these|=yalls ..1 roll|=group !=foreign|=class"),
    out(
        "en.not_on_list",
        "=withdraw|=withdrawing|=resign|=resigning|=unfollow ..1 =from =your|=ur|=this|=these|=the|=all ..2 roll|many",
    ),
    out(
        "en.not_on_list",
        "=get|=be|=getting|=want =off|=out|=outta|=from =of? =this|=your|=ur|=these|=yalls|=the? ..3 roll|many",
    ),
    out("en.not_on_list", "=no ..1 =part|=piece =of =this|=these|=your|=ur ..2 list|many|$"),
    out(
        "en.unsubscribe",
        "=un|=de =subscribe|=sub|=subscribed|=enroll|=register|=list me|num|=my|=this|=please|=from|=all|$",
    ),
    out(
        "en.unsubscribe",
        "^ unsub =wrong|=im|=ive|=you|=not|=dont|=its|=never|=too|=no|=already|=dude|=bye ~object",
    ),
    out("en.unsubscribe", "=be|=get|=me|=am|=im unsub $|=from|=off|=please|=now"),
    // --- what has to stop
    out("en.stop_sending", "stop ..4 many !=from|=on|=about ~object"),
    out(
        "en.stop_sending",
        "stop ..1 sending =my|=our|=this num|=line|=phone|=dms|=shit|=ass ~object",
    ),
    out(
        "en.stop_sending",
        "stop =offering|=selling|=pitching|=tempting|=pushing|=hawking|=plugging|=advertising|=promoting =to|=at? =me|=us ~object",
    ),
    out(
        "en.stop_sending",
        "=the|=these|=your|=ur|=all|=those|=them|=this ..1 foreign? foreign? ..1 many =need|=needs|=must|=have|=has|=got|=gotta|=should|=can|=could|=ought|=better|=please =to|=can|=now? stop|=end|=finish",
    ),
    out("en.stop_sending", "many =need|=needs|=must|=have|=has|=got|=gotta =to? =go"),
    out(
        "en.stop_sending",
        "=insist|=demand|=ask|=asking|=request|=want|=wanting|=need|=like|=love|=wish|=expect|=prefer|=beg|=get|=make|=tell|=have ..3 many =to|=be|=should? stop|=end|=stopped|=ended|=ceased|=gone ~object",
    ),
    out(
        "en.stop_sending",
        "=want|=need|=like|=demand|=wish|=insist|=expect =for|=that? =this|=these|=it|=you|=u|=yall|=all|=ya =all|=guys|=people|=crap|=nonsense? =to =please|=just|=all? stop|=end $",
    ),
    out(
        "en.stop_sending",
        "=so|=that =it|=this|=these|=they|=you ..1 =quits|=stops|=ends|=quit|=stop|=end $|sending",
    ),
    out(
        "en.stop_sending",
        "=finish|=finishing|=block|=avoid|=restrict|=deactivate|=disable|=kill|=end|=terminate|=suspend|=silence|=mute|=halt =the|=this|=these|=all|=your|=ur|=such|=any|=promotional|=marketing|=unwanted|=those any? any? any? many !=from|=in",
    ),
    out(
        "en.stop_sending",
        "=refrain|=desist|=abstain|=cease =from ..2 sending|many|=contact|=communication",
    ),
    out("en.stop_sending", "=pack|=packing|=give =up|=in|=over sending|msg"),
    out(
        "en.stop_sending",
        "=let|=make =this|=that|=it|=today ..1 =the|=your|=ur =very? =last|=final ..2 msg|=time",
    ),
    out(
        "en.stop_sending",
        "=better|=should|=must|=needs|=had =to|=better? =be =the|=your|=ur =very? =last|=final ..1 msg",
    ),
    out(
        "en.stop_sending",
        "=leave|=bugger|=sod|=piss|=f|=fuck|=eff|=bog|=jog|=push|=naff|=buzz|=hop|=clear|=away|=gtfo|=back|=feck|=get|=begone|=shut|=hush|=zip|=miss|=dead|=pipe|=cool|=chill|=ease|=shush|=quiet =off|=on|=out|=lost|=away|=up|=it|=me|=down|=tf? =with|=w|=wit =your|=ur|=the|=these|=all|=this|=them|=yo ..4 many|=this ~object",
    ),
    out(
        "en.stop_sending",
        "=shove|=stick|=stuff|=keep =ur|=your|=these|=the|=yo|=yer ..3 many =to|=up|=where|=and =yourself|=urself|=yourselves|=urselves|=yoself|=yaself|=ur|=your|=shove|=stick|=the|=leave|=go ~object",
    ),
    out(
        "en.leave_alone",
        "=stay|=get|=keep|=git|=gtfo ..1 =off|=out|=outta|=away =of|=from? =my|=our|=mah =line|=phone|=dms|=dm|=inbox|=messages|=texts|=whatsapp|=cell|=number|=screen ~object",
    ),
    out("en.leave_alone", "=leave|=let =my|=our|=this ..1 num =alone|=be|=in|=tf ~object"),
    out("en.leave_alone", "=spare me|=my ..3 many"),
    out("en.leave_alone", "^ =save =your|=ur =breath|=time|=money|=messages|=texts"),
    out("en.stop_sending", "stop stop =for|=please|=pls|=already|=now|=this|=sending"),
    out(
        "en.stop_sending",
        "stop =for|=in =the|=gods|=christs|=fucks|=petes|=heavens|=goodness ..1 =love|=sake|=name",
    ),
    out("en.stop_sending", "=enough|=stop soft? soft? stop $"),
    out(
        "en.enough",
        "=done|=through|=finished|=over|=good =with|=on? receiving|=reading|=the|=these|=your|=all|=ur ..3 many|=these =please|$",
    ),
    // --- no, none, never
    out(
        "en.no_more",
        "^ =no|=zero|=none any? any? any? foreign? many !=so $|=whatsoever|=anymore|=ever",
    ),
    out("en.no_more", "^ =no|=zero any? any? any? foreign? many =to =this|=my|=me|=us"),
    out(
        "en.no_more",
        "=no|=zero|=without =promotional|=marketing|=commercial|=advertising|=unsolicited|=spam|=promo ..1 msg|=contact|=material|=stuff",
    ),
    out(
        "en.no_more",
        "=want|=need|=desire|=require|=wish|=prefer =to|=for? =have|=receive|=get|=hear? =nothing|=zero|=none|=no =more|=further|=else|=of ..2 =from|=to|=these|=your|=this|many",
    ),
    out(
        "en.no_receiving",
        "=to|=me|=us|=let =not =have|=to? receive any? any? any? many|=these|=those|=them",
    ),
    out("en.no_receiving", "=my|=this num =not =to =receive|=get ..3 many"),
    out("en.no_receiving", "=not want any? any? any? any? foreign? many"),
    out(
        "en.no_receiving",
        "neg ..1 =care|=interested|=interest|=bothered|=use =about|=for|=in =your|=ur|=these|=yalls|=any ..2 many",
    ),
    out(
        "en.no_receiving",
        "=sure|=certain|=ensure|=that|=so ..1 =i|=we|=my|=this ..1 neg|=stop =ever|=longer? receive|receiving any? any? any? any? many|=these|=them|=this|=anything|=those",
    ),
    out(
        "en.no_receiving",
        "=sure|=certain|=ensure|=that ..1 =nothing|=none|=no ..4 =sent|=sends|=comes|=arrives|=reaches ..2 me|=my|=this",
    ),
    out(
        "en.no_sending",
        "nev ..1 =be|=keep|=go|=start =on? sending me|us|msg|these|any|=daily|=again|$",
    ),
    out(
        "en.no_sending",
        "=dont|=donot|=dnt|=dun|=neednt =ever|=even|=please|=keep|=be? send|=text|=message|=forward !foreign ..3 foreign? many !=about|=until|=to",
    ),
    out(
        "en.no_sending",
        "=do|=to|=please =not|=never =ever|=even|=please|=keep|=be? send|=text|=message|=forward !foreign ..3 foreign? many !=about|=until|=to",
    ),
    out(
        "en.no_sending",
        "nev =ever|=please|=keep? send|sending ..3 msg =to =me|=us|=my|=this|=our|=it !third|=old",
    ),
    out("en.no_sending", "nev =ever|=you|=please? send =me|=us? these|=stuff|=crap|=things $"),
    out(
        "en.no_sending",
        "nev =ever|=please? write|=disturb ..1 =with|=by|=about|=for any? any? any? foreign? many ~object",
    ),
    out(
        "en.no_sending",
        "=not =to =be? write|send|hand|=contacted|=disturbed|=disturb me|us|num|many|=with|=by|=again|=any|=such|=this",
    ),
    out("en.no_sending", "=dont|=not|=never ..1 hand ..1 =to|me|this|us ..1 num|me|$"),
    out("en.stop_sending", "=if =you|=your|=u|=yall ..2 =stopped|=ceased|=quit|=stop sending"),
    out(
        "en.stop_sending",
        "stop ..5 =with|=wit|=w =these|=your|=ur|=all|=the|=this|=them ..2 many ~object",
    ),
    out("en.stop_sending", "=so|=then|=therefore|=hence|=times|=means|=say|=said stop $"),
    out("en.stop_sending", "=part =of stop =do|=dont|=is"),
    out(
        "en.stop_sending",
        "=times ..6 =say|=tell|=ask|=type|=reply|=text|=send|=write ..3 stop ~quote",
    ),
    out(
        "en.stop_sending",
        "=want|=need|=like ..1 =these|=those|many ..1 =gone|=off|=stopped|=ended $|=from",
    ),
    out(
        "en.how_to_stop",
        "asker ..4 =block|=disable|=deactivate|=avoid|=mute|=end|=silence|=kill|exit =your|=these|=this|=all|=ur|=yalls ..2 many|roll",
    ),
    out("en.how_to_stop", "asker ..6 =end|=kill|=stop =this|=these $"),
    out("en.how_to_stop", "asker ..6 these =to stop $"),
    out(
        "en.how_to_stop",
        "asker ..8 =so =it|=these|=this|=they =quits|=stops|=ends|=quit|=stop|=end $",
    ),
    out("en.how_to_stop", "=way|=ways|=trick =to =not receive any? any? many|=these|=this|=those"),
    out("en.no_more", "^ =not =any =more many"),
    out("en.no_receiving", "neg want =for any? any? any? many|=contact"),
    out("en.no_receiving", "neg ..1 want =your|=ur|=yalls|=these|=yo ..2 many ~object"),
    out(
        "en.no_receiving",
        "=nobody|=noone|=none|=one ..3 want|=wants|=needs|=likes =to? receive? =your|=ur|=these|=this ..2 many",
    ),
    out("en.no_receiving", "=this|=my|=our num =does|=doesnt =not? want ..3 many"),
    out(
        "en.consent",
        "neg =authorized|=authorised|=allowed|=permitted|=entitled =to write|send|hand ..2 me|num",
    ),
    out(
        "en.not_on_list",
        "=add|=put|=place me|=my|=this|num num? =to|=on|=in ..2 =suppression|=exclusion|=optout|=dnc|=blacklist|=blocked|=stop|=unsubscribe|=removal|=opt",
    ),
    out(
        "en.not_on_list",
        "=block|=mute|=blacklist|=silence me =from|=on|=at =your|=this|=these ..3",
    ),
    out(
        "en.no_sending",
        "=dont|=not|=never =add|=put|=use|=sign =my|=this num =on|=in|=to|=up ..3 roll|many",
    ),
    out("en.how_to_stop", "asker ..7 =be|=get removed $|off ..4 roll|many|$"),
    out("en.how_to_stop", "=make|=get these|many ..1 =go =away"),
    out("en.stop_sending", "stop|cancel =this|=your|=the =service =of ..2 msg"),
    out("en.stop_sending", "=kindly|=please|=must|=you =desist|=cease $"),
    out(
        "en.remove_me",
        "=appreciate|=love|=mind|=grateful|=request|=suggest ..1 =being|=be|=getting removed $|off",
    ),
    out("en.no_receiving", "neg want =the|=any|=those ..1 many !=about|=yet|=on|=in"),
    out(
        "en.no_receiving",
        "=your|=ur|=these|=the|=yalls ..1 many =are|=is|=r? neg|=no ..1 =welcome|=wanted|=needed|=required|=appreciated|=longer",
    ),
    out(
        "en.no_receiving",
        "=your|=ur|=these|=the|=yalls ..1 many =are|=is|=r =unwanted|=unwelcome|=unsolicited",
    ),
    out(
        "en.stop_sending",
        "^ stop =everything|=all|=these|=those =of? =this|=these|=it|=them|=everything? $",
    ),
    out("en.stop_sending", "^ stop =them =all $"),
    out("en.remove_me", "^ take|remove off =of? ..1 roll $"),
    out("en.no_sending", "=neednt =ever? write|send|sending ..2 me|num|many|anymore"),
    out("en.remove_me", "=my|=our ..1 num =were|=are|=should|=must|=to =be? removed $|off"),
    out("en.not_on_list", "=my|=our ..1 num =should|=must =not|=never =be =in|=on ..3 roll"),
    out(
        "en.no_receiving",
        "neg ..1 want =nothing|=nothin|=anything =else|=more? =from|=of =you|=u|=yall|=ya|=your",
    ),
    // --- permission
    out(
        "en.consent",
        "=no|nev|=cannot|=lack ..3 permit =is|=was|=granted|=given|=for|=to? ..5 write|sending|many|send|hand|receive|=contact|=contacted|=use",
    ),
    out(
        "en.consent",
        "permit|=optin ..5 =withdrawn|=revoked|=rescinded|=cancelled|=canceled|=terminated|=denied|=expired|=void|=over",
    ),
    out(
        "en.consent",
        "=revoke|=withdraw|=revoking|=withdrawing|=rescind|=rescinding|=cancel|=retract|=remove|=deny|=denying|=withhold|=take ..3 permit !=slip|=form|foreign",
    ),
    out(
        "en.object",
        "=object|=objecting|=objection|=oppose|=decline|=refuse|=reject|=protest ..4 many|=marketing|=soliciting ~object",
    ),
    out(
        "en.object",
        "=exercise|=exercising|=invoke|=invoking|=assert ..5 =optout|=opt|=unsubscribe|=object|=erasure|=removed|=stop",
    ),
    // --- opt in
    back("en.join", "^ =join $"),
    back(
        "en.join",
        "=sign|=enroll|=put|=add =me|=us|=this ..2 =up|=on|=in|=to|=for ..4 =texts|=text|=promo|=offers|=deals|=alerts|=list|=club",
    ),
    back(
        "en.join",
        "=want|=like|=get|=put|=need|=lemme|=wanna|=let =to|=me|=us? =be|=get? =back =on|=in|=into|=to ..3 roll|many",
    ),
    back("en.join", "=re =enroll|=subscribe|=add|=join|=activate me|num|=my|=this|$"),
    back("en.join", "^ ..2 =subscribe|=enroll|=activate =this|=my num ..2 =to|=for|=in ..3 many"),
    back(
        "en.join",
        "^ =please|=pls|=can|=u|=you? =start|=activate|=enable =the|=my|=your|=these? msg $",
    ),
    back("en.join", "=activate|=enable ..2 many ..1 =on|=for =my|=this num"),
    back(
        "en.join",
        "=can|=could|=may|=like|=love|=want =i|=to =please|=start? =to? =get|=getting|=receiving|=receive|=start|=have any? any? any? any? many =by|=on|=sent|=via|=to|=too",
    ),
    back("en.join", "=sign|=add|=put =me|=us =up|=on =too|=please|=pls|=also $"),
    back("en.resume", "=turn|=switch ..5 =back =on"),
    back("en.join", "^ ..2 =consent|=agree =to =receive|=receiving|=get? any? msg"),
    back("en.join", "=resubscribe|=resub|=re =subscribe|=me|=us"),
    back(
        "en.join",
        "^ =please|=pls|=can? =you|=i|=want|=to? =to? =subscribe|=resubscribe|=resub me|$",
    ),
    back(
        "en.join",
        "=sign|=add|=put|=enroll =me =back? =up|=in|=to|=on|=again|=back =again|=your|=the|=back? =back|=list|=again|=please|$",
    ),
    back("en.join", "=opt =me =back|=in ..1"),
    back("en.join", "=opt =back =in"),
    back("en.join", "=want|=like|=wanna =to =opt =back? =in"),
    back(
        "en.resume",
        "=want|=like|=wanna|=wish =to =start|=resume|=begin|=keep|=get|=receive ..1 receiving|=receive|=getting|=get? any? any? msg =again|=back|$",
    ),
    back("en.resume", "=want|=like|=wanna|=wish =to =resubscribe|=subscribe|=rejoin"),
    back("en.resume", "=resume|=restart|=reactivate|=reenable any? any? msg|subs"),
    back("en.resume", "=start =sending|=texting|=messaging =me ..2 =again|msg"),
    back("en.resume", "=send =me ..2 msg =again"),
    // --- somebody should look
    review("en.stop", "^ cancel =it|=that|=this|=them $"),
    review("en.few_messages", "=less|=fewer =of"),
    review("en.few_messages", "=only|=just write|send me"),
    review("en.wrong_number", "=wrong =number|=person|=guy|=lady"),
    review("en.wrong_number", "=nobody|=noone|=no =one|=named|=called? ..2 =here|=lives|=number"),
    review("en.threat", "=filing|=file|=lodge|=lodging|=make =a|=my? =complaint|=report"),
    review(
        "en.threat",
        "=about|=ready|=going|=gonna|=finna|=fixing =to? =block|=report =you|=this|=u|=yall|=number|$",
    ),
    review("en.few_messages", "=thats|=thats =enough|=plenty =now|=of|$"),
    review(
        "en.leave_alone",
        "^ =go|=get|=buzz|=bugger|=piss|=sod|=fuck|=bog|=naff|=hop =away|=lost|=off $",
    ),
    review("en.no_more", "^ =nothing =further|=more|=else $"),
    review("en.not_interested", "=not|=isnt|=no =longer? =really? =interested"),
    review("en.stop_calling", "stop call ..1 me|$"),
    review("en.stop", "^ stop =it|=that|=please|=bro $"),
    review("en.few_messages", "=too|=so =many|=much msg"),
    review("en.few_messages", "=less|=fewer ..1 msg"),
    review("en.few_messages", "weigh ..4 msg|sending"),
    review("en.spam", "=spam|=spamming|=spammers"),
    review("en.threat", "=will|=gonna|=going|=am|=im|=ill ..2 threat ..2 =you|=this|=u|=number|$"),
    review("en.pause", "^ =pause|=snooze|=mute"),
    review("en.pause", "=pause|=snooze ..2 msg"),
    review(
        "en.never_asked",
        "=never|=didnt|=not =even? =signed|=sign|=subscribed|=subscribe|=asked|=gave|=give|=agreed|=ask|=opted|=opt|=authorized|=request|=requested",
    ),
    review("en.who_gave", "=who|=how|=where ..3 =gave|=get|=got ..2 num"),
    review("en.still_writing", "=keep|=still|=why ..3 sending"),
    review("en.no_writing_so", "=dont|=not|=never =you? =ever|=please? write|call|send"),
    review("en.unsub_word", "unsub"),
    review("en.opt_word", "=opt|=opting =out"),
    review("en.remove_something", "remove =me"),
    review("en.cancel_subscription_of", "cancel ..1 =subscription|=membership"),
];

const PAUSES: &[&str] = &[
    "=for =now|=today|=tonight|=a|=the|=this =while|=bit|=few|=moment|=week|=month|=day",
    "=for =now|=today|=tonight",
    "=right =now $",
    "=at|=during|=while|=from ..2 =night|=work|=class|=school|=church",
    "=at =this|=the|=these|=that =hour|=hours|=moment|=time",
    "=this =week|=month|=weekend|=morning|=late|=early",
    "neg ..6 =every =day|=single|=hour|=morning|=night",
    "neg|stop|sending ..6 =so|=too =many|=often|=late|=early|=much",
    "=when =im|=i|=we",
    "=but =you? =can|=i =call|=email|=want|=text|=keep",
    "=text|=email|=call|=message =me =instead|=tomorrow|=later",
    "=back =later",
    "=later",
    "=through =the|=this|=next|=christmas|=monday|=friday|=sunday|=easter|=december|=january|=june|=july|=august",
    "=all =day",
    "=a =day",
];

const CONDITIONS: &[&str] = &[
    "^ =why|=how|=and? =do|=did? =you|=u|=they =not|=dont|=never|=didnt =send|=text|=message|=even|=really",
    "=if =you|=u|=they|=i|=we|=it|=this|=the !=can|=could|=would|=wouldnt|=please|=dont",
    "=unless",
];
