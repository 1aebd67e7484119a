//! Spanish: Argentina, Mexico, Colombia and their neighbours; tú, vos and usted.

use super::iberian;
use super::source::{Rule, Source, back, out, review};
use super::verbs::spanish;

/// Spanish.
pub(super) const SOURCE: Source = Source {
    tag: "es",
    words: WORDS,
    verbs: VERBS,
    conjugate: spanish,
    rules: RULES,
    pauses: PAUSES,
    conditions: CONDITIONS,
    near: "promos baja stop cancelar suscripcion suscribir desuscribir desuscribirme desuscribanme desuscribime \
           desubscribir desinscribir desinscribirme unsubscribe mensaje mensajes promocion promociones \
           publicidad propaganda notificaciones ofertas recibir enviarme mandarme escribirme molestar \
           eliminen eliminar saquenme borrenme quitenme eliminenme whatsapp darme basta",
};

const WORDS: &[(&str, &[&str])] = &[
    (
        "fil",
        &[
            "ya me nos m mee le les los las mas mass masss + por favor porfa porfavor xfa pf fvr porfis \
             realmente verdad nunca jamas nada para pa sinceramente definitivamente absolutamente tampoco eh che pues \
             po ps pos wey guey weon hp nomas siquiera nuevamente mejor absoluto uds ustedes usted ud",
        ],
    ),
    ("topic", &["consentimiento autorizacion permiso"]),
    (
        "soft",
        &[
            "manualmente rapidito grax graxias plox plis payasos ladrones sinverguenzas sinverguenza desgraciados \
             cabrones pendejos weones huevones pelotudos boludos tarados idiotas imbeciles pesados fastidiosos hermano \
             hermana mana manito pana panas causa varon marico bro hermanos",
        ],
    ),
    ("debaja", &["bajaporfavor bajaporfa bajaporfis bajaya bajagracias"]),
    (
        "give.me",
        &["ponme ponerme poneme ponganme pongame regalame regaleme haganme hagame hazme haceme"],
    ),
    ("give", &["darian daria diese diesen"]),
    (
        "stop.sub",
        &[
            "abstengan abstenga abstengas abstuvieran abstuviera abstuviesen abstuviese suspendan suspenda \
             interrumpan desistan desista",
        ],
    ),
    (
        "beg",
        &[
            "rogaria pediria agradeceremos bondad gentileza amabilidad cortesia fineza nota queremos",
        ],
    ),
    (
        "msg",
        &[
            "mercadotecnia telemarketing spameando spamean bombardeando bombardean avisitos avisito mensajeo spameo ofertitas promito promitos promocioncitas \
             broadcast publicitarias msm mensajeria propagandita volante volantes mensajotes flyers folletos textitos saludos \
             comunicado",
        ],
    ),
    ("list", &["list listita campana campanas mailing canales"]),
    ("nom", &["baja desuscripcion desafiliacion desinscripcion desincorporacion"]),
    (
        "halt",
        &[
            "finalizo termino suspendo anulo desactivo interrumpo concluyo detengo cancelaran cancelara desactivaran suspendieran detuvieran cancelan desactivan suspenden desactivas \
             cancelas interrumpieran silencien silencia silencie mutear muteen",
        ],
    ),
    (
        "foreign",
        &[
            "vehiculo vehiculos empleado empleados trabajador trabajadores socio alumno alumna maquina motor impresora \
             lavadora bomba caldera router modem cafetera torneo concurso carrera maraton congreso llamada llamadas operador anexo conductor medidor fondos anestesia \
             cirugia operacion hielo plastico bebida bebidas salsa salsas picante papas postre cafe flores torta pastel \
             ropa camion mesero vendedor vendedora mueble muebles sofa cama colchon silla llave puerta puertas cajas \
             ruido uniforme ticket tickets pasaje pasajes maleta equipaje hipoteca deudas intereses comision iva mora \
             recargo cheque planilla vacuna vacunas terapia jarabe pastilla pastillas analisis repuesto repuestos \
             sucursal obra obras albanil plomero gasfitero mecanico cocina pollo carne arroz carro medidores heladera \
             nevera refrigerador mascota carro",
        ],
    ),
    (
        "removed",
        &[
            "desuscrita desuscritos desuscripta desafiliado desafiliada desinscrito desinscrita inactivo",
        ],
    ),
    ("want", &["ocupo ocupamos quisieran necesitamos queriamos admito"]),
    ("soft", iberian::SOFT),
    (
        "soft",
        &[
            "hp hpta hijueputa gonorrea malparidos po poh fabor fabro porfabor porfis finas compa parce parcero estimadas cordialmente cordialmente hermanito veci",
        ],
    ),
    (
        "how",
        &[
            "como cm donde onde quien cual hacer hago hay existe tengo debo van paso pregunta duda consulta puedo",
        ],
    ),
    ("topic", &["esto estos mas"]),
    (
        "command",
        &[
            "dejen paren dejenme saquenme borrenme quitenme eliminenme borrame sacame quitame bajenme cesen eviten dejeme borreme saqueme quiteme",
        ],
    ),
    ("now", &["mismo mismito"]),
    ("since", &["con"]),
    ("only", &["solo solamente unicamente"]),
    ("info", &["cosas cosa vainas vaina pavadas tonteras wea weas webadas cagadas links"]),
    ("offer.me", &["ofrecerme ofreciendome"]),
    (
        "nom",
        &[
            "eliminacion remocion exclusion supresion borrado retiro desvinculacion desafiliacion depuracion",
        ],
    ),
    (
        "halting",
        &[
            "cancelacion anulacion suspension cese interrupcion desactivacion finalizacion supresion detencion",
        ],
    ),
    (
        "remove.sub",
        &[
            "excluyera excluyeran excluyese excluyesen sacasen borrasen quitasen eliminasen retirasen dieran",
        ],
    ),
    (
        "remove.me",
        &["bloqueenme bloqueame exonerenme omitanme omitirme dispensenme sakenme sakeme"],
    ),
    (
        "pop",
        &[
            "caiga caigan cayera cayeran salga salgan salieran saliera aparezca aparezcan entren entraran suene suenen entrando",
        ],
    ),
    (
        "ad",
        &[
            "publicidad propaganda promos promociones promocion ofertas anuncios anuncio mensajes mensaje msj msjs avisos mensajitos notificaciones correos spam basura",
        ],
    ),
    ("consent", &["consentimiento autorizacion permiso aprobacion aval anuencia aceptacion"]),
    (
        "beg",
        &[
            "favor ruego rogamos pido pedimos agradezco agradeceria agradeceriamos agradecere solicito suplico sirvanse sirvase \
           encarezco sugiero exijo exigimos favorcito",
        ],
    ),
    ("typed", &["puse mande escribi envie respondi conteste teclee digite"]),
    ("word", &["stop baja salir cancelar alto parar unsubscribe basta no"]),
    ("still", &["siguen sigue seguis sigues continuan continua insisten persisten"]),
    ("and", &["y e pero porque pq xq pues sino entonces aunque and but"]),
    ("neg", iberian::NEG),
    ("third", iberian::THIRD),
    ("kin", iberian::KIN),
    ("owner", iberian::OWNER),
    ("polite", iberian::POLITE),
    ("service", iberian::SERVICE),
    ("rhetoric", &["veces vezes ya ja dije"]),
    ("remove.me", &["bajenme bajame bajeme bajarme bajenmen"]),
    (
        "removed",
        &[
            "eliminado eliminada eliminados sacado sacada borrado borrada removido removida quitado quitada retirado \
                   retirada excluido excluida desuscrito desuscripto desvinculado desvinculada depurado suprimido",
        ],
    ),
    (
        "contacted",
        &[
            "contactado contactada contactados molestado molestada molestados incomodado incomodada hostigado \
                     hostigada importunado importunada llamado llamada acosado acosada bombardeado notificado notificada",
        ],
    ),
    (
        "add",
        &[
            "consideren consideres considere contemplen contemple considerarme contemplarme incluirme agregarme sumarme \
             tomen agreguen agregues agregue incluyan incluyas incluya metan metas sumen sumes anoten pongan pongas",
        ],
    ),
    ("interested", &["interesado interesada interesados interes"]),
    ("ask", iberian::ASK),
    ("hedge", iberian::HEDGE),
    ("footer", iberian::FOOTER),
    ("limit", iberian::LIMIT),
    ("today", iberian::TODAY),
    ("since", iberian::SINCE),
    ("foreign", iberian::FOREIGN),
    (
        "foreign",
        &[
            "morosos moroso deudores buro veraz dicom datacredito regalos boda bodas asistencia pasajeros testigos \
           beneficiarios tareas reproduccion candidatos ganadores doctor doctora repartidor tecnico",
        ],
    ),
    (
        "nuisance",
        &[
            "jodedera jodienda joda jodarria fregadera molestadera insistidera insistencia mamadera bombardeo acoso lata \
           tabarra chingadera lloradera matraca cantaleta ladilla molestia molestias mandadera",
        ],
    ),
    ("wall", &["perder perderme perdernos perdermelo perdermela perdermelas dejar salir salirme"]),
    ("own", &["mi mis nuestro nuestra nuestros"]),
    ("mine", &["me mi mis nos quiero no yo queremos"]),
    (
        "glide",
        &[
            "quiero queremos quisiera deseo kiero que q k ke me nos m te se le les a de d pedi pedimos pido \
           dije dijimos digo solicite solicito estoy pidiendo diciendo pueden puedes podes puede hace falta \
           hagan escribo ocurra ocurre atrevan atreva atrevas vayan vaya vayas van voy vas para necesito pienso pensaba queria quise quieren quiere ser es",
        ],
    ),
    ("ya", &["ya nunca jamas por favor porfa porfavor xfa"]),
    ("mas", &["mas mass + + masss nada nunca jamas ningun ninguna ninguno tampoco"]),
    ("more", &["mas mass + otro otra otros otras ningun ninguna ninguno nigun nungun"]),
    ("me", &["me nos m mee"]),
    ("cl", &["me nos m se le les lo la los las te"]),
    ("de", &["de d del"]),
    ("a", &["a"]),
    ("que", &["que q k ke"]),
    (
        "det",
        &[
            "la el los las un una mi mis tu tus su sus esta este estas estos esa ese esos esas mas toda todas \
               todo todos otra otro este de d del sus vuestras vuestros",
        ],
    ),
    ("defsing", &["la el esa ese esta este su tu"]),
    (
        "want",
        &[
            "quiero queremos quisiera quisieramos deseo deseamos kiero qiero quero quieroo requiero gustaria \
           interesa interesaria necesito prefiero preferiria deseariamos desearia querria quieroo aceptamos \
           acepto",
        ],
    ),
    ("interest", &["interesan interesa interesaria interesen"]),
    (
        "claim",
        &[
            "quiero queremos quisiera kiero qiero solicito solicitamos pido pedimos exijo requiero necesito \
           necesitamos deseo tramitar tramiten tramitame tramiteme gestionar gestionen gestionenme procesar \
           procesen procesenme confirmen confirmenme hagan hacer solicitar pedir pidiendo solicitando soliciten \
           realizar realicen realizenme quieroo gustaria registren efectuen efectuar ejecuten pedirles pedirle \
           exigir exigimos solicitarles",
        ],
    ),
    (
        "msg",
        &[
            "mensaje mensajes mensajito mensajitos msj msjs msg msgs mje mjes mensages mensaj mensj mns mensajeria \
           promo promos promocion promociones promoc publicidad publicidades propaganda propagandas publi spam \
           oferta ofertas anuncio anuncios notificacion notificaciones notif novedades newsletter newsletters \
           boletin boletines comunicacion comunicaciones comunicados whatsapps wasaps wsp whats wapps guasaps \
           catalogo catalogos descuentos campana campanas marketing mkt cadenas difusiones textos sms cupones \
           basura porquerias porqueria boludeces pendejadas mamadas chingaderas huevadas tonterias estupideces \
           publicitarios publicitario promocionales promocional comerciales invitaciones encuestas correos \
           mails emails avisos recordatorios ads messages texts mensagens alertas suscripciones wpps whatsappazos \
           mercadeo anuncitos publicitaria publicitarias whatsapeos mierda mierdas estados",
        ],
    ),
    ("info", &["info informacion informaciones infos"]),
    (
        "this",
        &[
            "esto eso estas estos esas esos aqui aca ahi ustedes uds ud udes usted vos mugre jodienda",
        ],
    ),
    (
        "list",
        &[
            "lista listas listado base bases agenda registro registros difusion grupo grupos newsletter boletin \
           suscriptores suscripcion directorio directorios bbdd aqui aca esto suscritos contactos envios \
           mailing destinatarios destinatario destinatarias receptores padron boletines cadena cadenas lsita listas envio crm sistema chat comunidad canal programacion",
        ],
    ),
    (
        "num",
        &[
            "numero nro num numeros nr celular cel telefono tel contacto cell linea fono nombre whatsapp whatsap wsp \
           wasap nmero numerito movil datos registro telefonico",
        ],
    ),
    ("own2", &["mi mis este nuestro nuestros nuestra ese"]),
    ("subs", &["suscripcion subscripcion suscripciones suscrip inscripcion afiliacion registro"]),
    (
        "subscribed",
        &[
            "suscrito suscrita suscritos suscripto suscripta suscriptos inscrito inscripto inscripta \
                      inscrita registrado registrada subscrito subscripto subscrita subscribed agregado agregada",
        ],
    ),
    (
        "belong",
        &[
            "estar seguir continuar permanecer figurar pertenecer aparecer participar quedar formar ser \
                  quedarme este seguir continuar parte tener tengan tenerme hallarme",
        ],
    ),
    (
        "stop.imp|stop.sub",
        &["basta bastan bastaa bastaaa pareles parele parenle parale parenla parela dejense \
                             dejese dejence ponganle pongan stop absténganse abstenganse abstengase deje dejn degen \
                             degenme degen parenn dejenn ddejen dehen dejenme"],
    ),
    ("stop.inf", &["abstenerse detener dejaran dejasen dejaras dejara pararan parasen dejen"]),
    ("unsub.me", &["unsuscribirme unsubscribirme desubscribirme"]),
    ("stop.ind", &["basta"]),
    (
        "enough",
        &["basta suficiente suficientes bastante demasiado cero alto alto stop no+ harto fuera ya"],
    ),
    (
        "cut",
        &[
            "cortenla cortala cortarla cortenle cortale corten corta corte cortelas cortenlas corte cortela paren para pare parar \
           parenle parele parale parenla parela parala pararla terminen termina terminenla terminala \
           terminar acaben acaba acabenla detengan detenganse detente detenga detengase \
           detener cesen cese ceses stop finalicen finalice suspendan frenen frena frene aflojen afloja \
           aflojenle aflojale bajenle bajale calmense alto",
        ],
    ),
    (
        "halt",
        &[
            "cancelar cancelen cancela cancele cancelenme cancelame canceleme cancelarme cancelenos cancelo anular \
           anulen anula anule anulenme anulame desactivar desactiven desactiva desactive desactivenme \
           desactivame suspender suspendan suspende suspenda suspendanme detener detengan detenga deten \
           detenganme paren pare parar paran parenme interrumpir interrumpan interrumpa finalizar finalicen \
           finalice finaliza terminar terminen termine termina cesar cesen cese frenar frenen frene frena \
           inhabilitar deshabilitar deshabiliten deshabilita deshabilite bloquear bloqueen bloquee cortar corten \
           corte corta quitar quiten quita quite desinstalar stop apagar apaguen apaga apague silenciar eviten \
           evitar revocar revoco revoquen cancelando cancelemos cancelarla unsubscribe pausen",
        ],
    ),
    (
        "modal",
        &[
            "pueden puedes podes puede podrian podrias podria podran quiero quisiera gustaria deseo vayan \
                 sirvanse favor quieren quieres kiero qiero necesito podeis podriais",
        ],
    ),
    (
        "give.me",
        &[
            "darme denme deme dame denmen demen dadme darnos dennos denos danos dandome denmela deneme \
                   dar\u{6d}e darmedebaja darrme dameme darne denmelo",
        ],
    ),
    ("give.i", &["doy"]),
    (
        "give",
        &[
            "dieran diera dieras dar den da dan das deis dad dando dale denle dele denlo darlo delo darse darle des darnos \
                darte deen denn dense",
        ],
    ),
    ("baja", &["baja bajas baaja vaja bja abaja baha bjaa"]),
    ("debaja", &["darmedebaja denmedebaja damedebaja dardebaja"]),
    ("pausa", &["pausa pausar pausen pausame pausenme pausalo pausarlo suspendan temporalmente"]),
    ("peace", &["paz tranquilo tranquila tranquilos tranquilas quieto"]),
    (
        "keep",
        &[
            "sigan sigas siga sigais seguir siguen sigues sigue continuen continue continues continuar anden andes ande \
                insistan insistas insista segui seguis andar sigsn sgan estar esten estes este",
        ],
    ),
    ("again", &["vuelvan vuelvas vuelva volver volvas buelvan vuelban vuelves vuelve"]),
    ("arrive", &["llegue lleguen llegar llegarme lleguenme yegue llegaran llegasen llegara"]),
    (
        "talk.sub",
        &["hablen hables hable llamen llames llame llamaran marquen marques marque hablar llamar"],
    ),
    ("talk.inf", &["hablarme llamarme hablar llamar llamarnos marcarme"]),
    (
        "weigh",
        &[
            "hartos harto harta hartas cansado cansada cansados podrido podrida cansan hartaron cansaron \
                 hostigan molestan acosan joden molesto molesta molestos saturado spamean",
        ],
    ),
    (
        "threat",
        &[
            "denunciar denunciarlos denunciare denuncio denunciando denuncia reportar reportarlos reportare \
                  reporto bloquear bloquearlos bloqueare bloqueo demandar demandarlos demanda profeco indecopi \
                  bloquearte reportarte denunciarte sic demandare demando bloqueando reportando",
        ],
    ),
    (
        "asked",
        &[
            "pedi pedimos solicite solicitamos dije dijimos puse puesto pedido avise escribi mande envie",
        ],
    ),
    (
        "return",
        &["volver vuelvan reanudar reanuden reanude reanudalo reactivar reactiven reactivenme \
                  reactivame reactiva restablecer retomar activar activen activenme activame \
                  reactivarme activa vuelva vuelve reactive"],
    ),
    (
        "join",
        &[
            "suscribirme resuscribirme subscribirme inscribirme resubscribirme resuscribir reincorporarme suscribirnos",
        ],
    ),
    ("enlist", &["suscribanme suscribime suscribeme suscribame resuscribanme subscribanme"]),
    ("again2", &["nuevamente vuelta volver nuevo devuelta otra vuelva vuelvan"]),
    ("receive.past", &["recibimos"]),
    ("menos", &["menos demasiados demasiadas tantos tantas tanto muchos"]),
    ("trash", &["joder hinchar molestar romper"]),
];

const VERBS: &[(&str, &str)] = &[
    (
        "send",
        "mandar enviar pasar compartir reenviar remitir mandarme embiar publicar etiquetar arrobar disparar enbiar mamdar llegar avisar notificar ofrecer/ofrezc promocionar publicitar ofertar",
    ),
    ("offer", "ofrecer/ofrezc promocionar publicitar ofertar vender"),
    (
        "reach",
        "escribir contactar molestar hinchar joder hostigar acosar fastidiar chingar bombardear saturar \
         spamear spammear textear mensajear whatsappear wasapear wasapiar atosigar importunar jorobar buscar \
         contactarse incordiar incomodar agobiar cansar perturbar comunicar invadir abrumar insistir llenar \
         escrivir fregar/frieg jeringar huevear webear ladillar marear atormentar enchinchar putear \
         empalagar acribillar torear fregar",
    ),
    ("stop", "dejar parar cesar terminar acabar evitar frenar degar detener/detien finalizar"),
    (
        "remove",
        "sacar quitar borrar eliminar remover/remuev retirar excluir/excluy depurar descartar suprimir \
         desactivar desvincular desafiliar desagregar deletear tachar limpiar \
         desanotar desapuntar desregistrar inhabilitar omitir sakar kitar borar elminar desenlistar \
         desincorporar exonerar",
    ),
    ("receive", "recibir resivir recivir resibir ver tener obtener saber"),
    (
        "unsub",
        "desuscribir desinscribir desubscribir dessuscribir desususcribir desucribir \
         desuscrivir deinscribir dessubscribir desafiliar desapuntar desenganchar",
    ),
];

const RULES: &[Rule] = &[
    // --- unsubscribing words
    out("es.unsubscribe", "unsub.me|unsub.inf|unsub.imp|unsub.sub|unsub.i|unsub.ind !=cuenta"),
    out(
        "es.unsubscribe",
        "=unsubscribe|=unsub|=desuscripcion|=desinscripcion =por|=please|de|det|this",
    ),
    out(
        "es.unsubscribe",
        "claim|give.me|=regala|=regalan|=hace|=hacen ..2 =desuscripcion|=desinscripcion|=desafiliacion|=unsubscribe|=desuscribo",
    ),
    out("es.unsubscribe", "neg =se? fil? fil? fil? fil? want ..2 belong? ..1 subscribed"),
    // --- baja
    out("es.baja", "debaja"),
    out("es.baja", "give.me ya? soft? de? det? baja"),
    out(
        "es.baja",
        "me want|modal|=gustaria? give|give.me|give.i de? det? baja !=un|=una|=unos|=la|=el|=los|=las|=al|=mi|=del",
    ),
    out("es.baja", "claim ..1 give? de? det? baja !de|=del|=al|=a|=en|=para|=un|=una|=la|=el"),
    out("es.baja", "baja de ..3 msg|list|subs"),
    out(
        "es.baja",
        "give|give.i de baja ..2 own2? num|list|msg|subs !=fija|=fijo|=adicional|=telefonica",
    ),
    out("es.baja", "give de baja $"),
    out("es.baja", "^ de|=mi|=la? baja =inmediata|=definitiva|=urgente|=total|=ya|=permanente"),
    out("es.baja", "^ det? baja de ..3 msg|list|subs"),
    out("es.baja", "^ baja det? msg|subs"),
    out("es.baja", "^ de baja $"),
    out(
        "es.baja",
        "=haganme|=hagame|=haceme|=hazme|=poneme|=ponganme|=pongame|=denme ..1 de? baja",
    ),
    review("es.baja_other", "give|give.me|give.i de? det? baja"),
    review("es.baja_other", "claim ..1 baja"),
    // --- stop sending
    out(
        "es.stop_sending",
        "stop.imp|stop.sub|stop.inf|stop.ind|stop.me ya? soft? soft? de ..1 send.inf|reach.inf !=de",
    ),
    out(
        "es.stop_sending",
        "stop.imp|stop.sub|stop.inf|stop.me ya? soft? de talk.inf ..3 send.inf|reach.inf|send.sub|reach.sub|msg",
    ),
    review(
        "es.stop_calling",
        "stop.imp|stop.sub|stop.inf|stop.ind|stop.me ya? soft? soft? de cl? talk.inf",
    ),
    out(
        "es.stop_sending",
        "stop.imp|stop.sub|stop.inf|stop.ind|stop.me ya? soft? de =estar|=andar|=seguir cl? send.ger|reach.ger",
    ),
    out(
        "es.stop_sending",
        "!=para stop.imp|stop.sub|stop.inf|stop.me cl? send.inf|reach.inf msg|mas|me",
    ),
    out("es.stop_sending", "stop.imp|stop.sub|stop.inf|stop.ind ya? de arrive|=llenarme"),
    out("es.stop_receiving", "stop.inf|=dejen de cl? receive.inf !a ..3 msg|mas|list|info|this"),
    out("es.stop_receiving", "want stop.inf de cl? receive.inf"),
    out(
        "es.stop_sending",
        "=absten|=abstenga|=abstengan|=abstengas|=abstenganse|=abstengase|=abstenerse|=omitan|=omitir|=omita|=eviten|=evite|=evita|=evitar de? cl? send.inf|reach.inf",
    ),
    out(
        "es.stop_sending",
        "=quiero|=quisiera|=pido|=necesito|=deseo|=gustaria|=exijo que =paren|=dejen|=detengan|=cesen|=terminen ..1 $|msg",
    ),
    out("es.no_sending", "=ya neg =se? fil? fil? fil? fil? send.sub|send.inf $"),
    out("es.leave_list", "want stop.inf de belong ..3 list"),
    // --- do not send
    out(
        "es.no_writing",
        "neg fil? fil? fil? fil? reach.sub !a|=al|=en|que|=con|=el|=la|=un|=una|=los",
    ),
    out("es.no_writing", "neg =se? fil? fil? fil? fil? reach.sub =en|=con ..2 msg|this|=paz"),
    out("es.no_writing", "neg =se? fil? fil? fil? fil? reach.sub a ..1 num|=mi|this"),
    out("es.no_adding", "neg =se? fil? fil? fil? fil? add a|=en|de ..2 list|msg"),
    out(
        "es.no_contact",
        "neg =se? fil? fil? fil? fil? want fil? fil? fil? =ser|=que|=seguir|=siendo ..2 contacted",
    ),
    out(
        "es.no_contact",
        "neg =se? fil? fil? fil? fil? want ..2 =contacto|=comunicacion =con|=de|=por|$",
    ),
    out("es.no_writing", "neg =se =comuniquen|=comunique|=contacten|=contacte mas|=conmigo|a"),
    out("es.object", "neg =es ..1 =interes|=intencion|=deseo ..1 receive.inf|msg"),
    out(
        "es.no_sending",
        "neg =se? fil? fil? fil? fil? =hace|=es|=necesito|=necesitan =falta|=necesario|=necesaria? mas? que? fil? fil? fil? send.sub|reach.sub|send.inf ..2 mas|msg",
    ),
    out("es.baja", "^ =tramite|=solicitud|=pedido de baja"),
    out(
        "es.remove_number",
        "=eliminacion|=remocion|=exclusion|=supresion|=borrado de ..1 num|list",
    ),
    out(
        "es.object",
        "=prohibo|=prohibido|=prohibimos ..5 num|msg|send.inf|reach.inf|send.sub|reach.sub",
    ),
    out("es.consent", "neg =autorizo|=consiento $"),
    out("es.object", "=rechazo|=opongo|=niego|=renuncio a? ..1 receive.inf|msg|=que ..3 msg|$"),
    out("es.no_sending", "neg =se? fil? fil? fil? fil? send.sub ..2 msg|mas|num|this|info"),
    out("es.no_sending", "neg =se? fil? fil? fil? fil? send.sub|talk.sub ..1 mas"),
    out("es.no_sending", "=en =la|=mi =vida me? again a cl? send.inf|reach.inf"),
    out("es.no_sending", "=nunca mas me? =los|=las? send.sub|reach.sub|talk.sub"),
    out(
        "es.no_sending",
        "neg =se? fil? fil? fil? fil? keep|=vayan|=vaya send.ger|reach.ger|=con ..1 !foreign",
    ),
    out("es.no_sending", "neg =se? fil? fil? fil? fil? again a cl? send.inf|reach.inf|talk.inf"),
    out("es.no_sending", "neg =se? fil? fil? fil? fil? again a? arrive"),
    out("es.no_sending", "neg =se? fil? fil? fil? fil? send.inf|reach.inf ..2 msg|mas|info"),
    out("es.no_sending", "^ neg =se? fil? fil? fil? fil? reach.inf $"),
    out("es.no_sending", "neg =se? fil? fil? fil? fil? reach.inf ..2 num"),
    out("es.no_sending", "want ya? neg =se? fil? fil? fil? fil? arrive|send.sub ..2 msg|mas"),
    out("es.no_sending", "neg =se? fil? fil? fil? fil? arrive ..2 msg|mas|this"),
    out("es.no_sending", "=no|=ya mas =me send.sub|reach.sub"),
    out(
        "es.no_sending",
        "neg =se? fil? fil? fil? fil? want fil? fil? fil? que =se? fil? fil? fil? keep? reach.sub|reach.ger",
    ),
    out(
        "es.no_sending",
        "neg =se? fil? fil? fil? fil? want fil? fil? fil? que =se? fil? fil? fil? keep? send.sub|arrive|send.ger|talk.sub ..2 msg|mas|num|this|info|$",
    ),
    out(
        "es.no_sending",
        "neg =se? fil? fil? fil? fil? want fil? fil? fil? que =se? fil? fil? fil? send.sub|arrive|talk.sub $",
    ),
    out(
        "es.no_sending",
        "neg =se? fil? fil? fil? fil? want fil? fil? fil? que =se? fil? fil? fil? again a cl? send.inf|reach.inf|arrive",
    ),
    out("es.no_sending", "neg =se? fil? fil? fil? fil? want ..1 que ..1 keep send.ger|reach.ger"),
    // --- do not want to receive
    out(
        "es.no_receiving",
        "neg =se? fil? fil? fil? fil? want|interest fil? fil? fil? keep? =recibirlos|=recibirlas|=recibirlo",
    ),
    out(
        "es.no_receiving",
        "neg =se? fil? fil? fil? fil? want|interest fil? fil? fil? keep|again? a? receive.inf|receive.ger ..4 msg|mas|info",
    ),
    out(
        "es.no_receiving",
        "neg =se? fil? fil? fil? fil? want|interest fil? fil? fil? keep|again? a? =recibir|=resivir|=recivir|=recibiendo|=resibir $",
    ),
    out(
        "es.no_receiving",
        "neg =se? fil? fil? fil? fil? want|interest mas =recibir|=recibiendo|=seguir",
    ),
    out("es.no_receiving", "neg =se? fil? fil? fil? fil? want =saber ..2 =de this $"),
    review(
        "es.third_person",
        "neg =quiere|=quieren|=desea ya? mas? =recibir|=mensajes ..3 msg|mas|$",
    ),
    out("es.no_receiving", "neg =se? fil? fil? fil? fil? want =saber ..1 mas ..1 de ..2 $"),
    out("es.no_receiving", "neg =se? fil? fil? fil? fil? =interesa|=quiero ..1 =recibir =de|this"),
    out(
        "es.no_receiving",
        "neg =se? fil? fil? fil? fil? =recibir|=recivir|=resivir ..3 msg|mas|info",
    ),
    out("es.no_receiving", "neg want fil? fil? fil? send.inf|reach.inf? =enterarme ..3 msg"),
    out(
        "es.no_wanting",
        "neg =se? fil? fil? fil? fil? want !defsing more|det|de|=ver|=tener|=recibir|=tanto|=sus? !defsing|send.inf ..2 msg !=enganosa|=falsa|=falsas|=vencidas",
    ),
    out("es.no_wanting", "neg =se? fil? fil? fil? fil? want more ..1 msg"),
    out("es.no_wanting", "neg =se? fil? fil? fil? fil? =interesan ..2 msg"),
    out("es.no_wanting", "neg =se? fil? fil? fil? fil? want ..1 more info"),
    out(
        "es.no_wanting",
        "neg =se? fil? fil? fil? fil? want =su|=tu|=vuestra|=esta =publicidad|=propaganda|=spam|=basura|=newsletter",
    ),
    out("es.not_on_list", "neg =se? fil? fil? fil? fil? want fil? fil? fil? belong ..3 list"),
    out(
        "es.not_on_list",
        "neg =se? fil? fil? fil? fil? want fil? fil? fil? que ..2 =este|=aparezca|=tengan|=usen|=guarden ..4 num|list",
    ),
    // --- remove
    out("es.remove_me", "remove.me soft? $"),
    out(
        "es.remove_me",
        "remove.me ya? soft? soft? de|=a|=por|=desde ..3 list|num|msg|subs|this|info",
    ),
    out("es.remove_me", "remove.me ..1 list|num|subs"),
    out("es.remove_me", "remove.me =ya|=inmediatamente|=urgente|=definitivamente"),
    out(
        "es.remove_me",
        "me modal? remove.ind|remove.imp|remove.sub|remove.inf soft? de ..3 list|msg|this",
    ),
    out("es.remove_me", "me =pueden|=podrian|=puede|=podria|=podes|=podrias|=puedes remove.inf $"),
    out("es.remove_me", "que me remove.sub $"),
    out("es.remove_me", "=den|=ponganme|=pongan|=dejenme|=dejen ..1 =fuera ..2 list"),
    out(
        "es.remove_number",
        "remove.imp|remove.sub|remove.inf|remove.me|remove.ind soft? soft? a? own2 ..1 num !=al|=bancarios|=bancarias|=fiscales|=equivocado|=viejo|=anterior",
    ),
    out("es.remove_number", "remove.imp|remove.sub|remove.inf|remove.me det? num ..2 de ..2 list"),
    out(
        "es.remove_number",
        "=pierdan|=pierde|=olviden|=olvidense|=olvida|=olvidate|=olvidese|=bote|=boten de? own2 num",
    ),
    out("es.remove_number", "neg ..1 =usen|=use|=uses|=utilicen|=guarden|=tengan mas? own2 num"),
    out("es.remove_me", "=ser|=sea|=sean|=estar removed ..4 list|msg|subs|$"),
    out("es.baja", "=ser|=sea|=estar =dado|=dada|=dados de baja"),
    out("es.remove_me", "^ remove.inf|remove.imp =de ..2 list"),
    out("es.remove_number", "^ remove.inf|=anular|=cancelar num|=contacto $"),
    out("es.leave_list", "^ =fuera|=salgan|=vayanse de own2 num"),
    out(
        "es.not_interested_in",
        "neg =estoy|=tengo ..2 interested =en ..1 receive.inf|msg ..3 msg|$",
    ),
    out("es.not_interested_in", "neg =estoy|=tengo ..2 interested =en ..1 msg"),
    review("es.not_interested", "neg =estoy|=tengo ..2 interested"),
    review("es.remove_something", "remove.me ya|=por|de"),
    review("es.remove_something", "remove.me ..1 =eso|=esto|$"),
    // --- cancel our messages
    out("es.cancel_subscription", "halt|remove.imp|remove.inf ..2 subs !=en|=ayer|=hace|=anoche"),
    out("es.cancel_subscription", "want|claim halt ..2 subs"),
    out(
        "es.cancel_messages",
        "halt soft? det? det? =envio|=envios|=recepcion|=servicio|=todos|=todo ..3 msg",
    ),
    out("es.cancel_messages", "halt det? det? msg"),
    out(
        "es.cancel_messages",
        "remove.imp|remove.inf|remove.me det? det? =promos|=promociones|=publicidad|=notificaciones|=ofertas|=propaganda|=propagandas|=spam",
    ),
    out("es.cancel_messages", "=fin|=finalizacion de|a ..2 msg"),
    // --- leave
    out("es.leave_list", "=salir|=salirme|=salgo|=salirnos|=salgan|=salirse|=fuera de ..2 list"),
    out("es.leave_list", "=quiero|=kiero|=quisiera|=deseo|=necesito =salir|=salirme $"),
    out("es.leave_list", "me want =salir $"),
    // --- no more
    out("es.no_more", "neg|=ya more ..1 msg"),
    out("es.no_more", "=ni =un|=una|=1 more? ..1 msg"),
    out("es.no_more", "=ni =un|=una|=1 msg =mas"),
    out("es.no_more", "=nada de mas? ..1 msg"),
    out("es.no_more", "^ neg msg $"),
    out("es.no_more", "^ =sin|=cero msg $"),
    out("es.no_more", "^ enough de|=con|=a ..3 msg"),
    out("es.no_more", "^ =alto|=stop|=basta|=suficiente|=fuera det? msg"),
    out("es.no_more", "=basta =ya? soft? de|=con ..3 msg|send.inf|reach.inf"),
    out("es.cut_it", "cut ya? soft? =con|=de|=a det? =tanta|=tanto|=tantos|=tantas? ..2 msg"),
    out("es.cut_it", "cut ya? soft? =con =esto|=eso|=la ..1 $"),
    out("es.cut_it", "^ stop.imp|cut =todo msg"),
    // --- leave me alone
    out("es.leave_alone", "stop.me|=dejenme|=dejame|=dejeme|=dejanme ya? soft? =en? =vivir|peace"),
    out("es.leave_alone", "me =dejan|=dejen|=deja|=dejas|=deje|=dejes ya? =en? peace"),
    out(
        "es.leave_alone",
        "=dejar|=dejen|=dejan|=deja|=deje|=dejas|=dejes ..3 =en =paz|=tranquilo|=tranquila",
    ),
    out(
        "es.leave_alone",
        "neg =se? fil? fil? fil? fil? =rompan|=rompas|=rompa|=hinchen|=hinchis|=jodan mas|=las|=los|=bolas|=pelotas|=huevos",
    ),
    out(
        "es.leave_alone",
        "stop.imp|stop.sub|stop.ind|stop.inf de =romper|=rompernos|=hinchar|=tocar|=romperme|=hincharme ..2 =bolas|=pelotas|=huevos|=quinotos|$",
    ),
    // --- consent
    out(
        "es.consent",
        "=revoco|=retiro|=revocar|=retirar|=revoquen ..2 =consentimiento|=autorizacion|=permiso",
    ),
    out(
        "es.consent",
        "neg =se? fil? fil? fil? fil? =autorizo|=autorizamos|=doy|=damos|=consiento|=acepto|=permito ..3 send.inf|reach.inf|send.sub|reach.sub|msg|num|=consentimiento|=permiso|=autorizacion",
    ),
    // --- whatever else is in the message
    out("es.no_offering", "neg =se? fil? fil? fil? fil? offer.sub ..3 mas ~object"),
    out("es.no_offering", "neg =se? fil? fil? fil? fil? keep offer.ger ~object"),
    out(
        "es.no_offering",
        "neg =se? fil? fil? fil? fil? want|=necesito fil? fil? fil? que =se? fil? fil? fil? me keep? offer.sub|offer.ger ~object",
    ),
    out("es.no_offering", "stop.imp|stop.sub|stop.inf|stop.ind ya? soft? de cl? offer.me ~object"),
    out(
        "es.no_sending",
        "neg =se? fil? fil? fil? fil? keep? send.sub|send.ger mas? =lo|=cosas|=cosa|=vainas de ~object",
    ),
    out(
        "es.no_sending",
        "neg =se? fil? fil? fil? fil? want fil? fil? fil? que =se? fil? fil? fil? keep? send.sub|send.ger|arrive|pop mas? =lo|=cosas|=nada de ~object",
    ),
    out("es.no_sending", "neg =se? fil? fil? fil? fil? =la|=las|=lo|=los send.sub ..1 mas $"),
    out("es.no_sending", "neg =se? fil? fil? fil? fil? me pop mas? det? ..1 msg|info"),
    out("es.no_sending", "neg =se? fil? fil? fil? fil? me pop mas $"),
    out("es.no_sending", "=sea =la =ultima =vez que me ..2 send.ind|reach.ind|send.sub|reach.sub"),
    out("es.no_writing", "beg ..3 neg =se? fil? fil? fil? fil? send.me|reach.me !foreign"),
    out("es.no_writing", "beg ..3 neg =se? fil? fil? fil? fil? send.inf|reach.inf ..3 msg|num|mas"),
    out(
        "es.no_sending",
        "=ya neg =se? fil? fil? fil? fil? keep send.ger|reach.ger|offer.ger ~object",
    ),
    out("es.no_receiving", "neg =se? fil? fil? fil? fil? keep receive.ger ..5 msg|mas|this|info"),
    out(
        "es.no_receiving",
        "=optar|=opto|=opcion|=prefiero|=prefiera|=elijo|=decidi =por|=de? neg keep? mas? =recibir|=recibiendo ..4 $|msg|mas",
    ),
    out(
        "es.no_receiving",
        "neg =se? fil? fil? fil? fil? =la|=las|=lo|=los want|=necesito keep? =recibir|=recibiendo mas|$",
    ),
    out(
        "es.no_wanting",
        "neg =se? fil? fil? fil? fil? want ..1 =saber|=enterarme =nada|mas ..1 de ..1 this|msg|=su|=sus|=esta|=tu",
    ),
    out(
        "es.not_on_list",
        "want|=prefiero|=prefiere|=decidido|=decidi|de|=para neg =se? fil? fil? fil? fil? belong mas? =en|=de ..3 list",
    ),
    out(
        "es.no_adding",
        "neg =se? fil? fil? fil? fil? add ..3 =en|=para|=a|de ..4 list|msg|=envios",
    ),
    out(
        "es.no_adding",
        "neg =se? fil? fil? fil? fil? =tomen|=tengan|=tenga|=tomarme|=tenerme|=tome =en =cuenta|=consideracion ..3 msg|list",
    ),
    out(
        "es.remove_me",
        "=lista|=listado|=modo|=registro|=como|=status|=estado de? =no =contactar|=contactable|=deseado|=molestar|=molestar|=llame|=llamar|=contacto",
    ),
    out("es.remove_me", "remove.me de =una"),
    out(
        "es.remove_me",
        "me =borran|=borra|=borras|=eliminan|=elimina|=eliminas|=retiran|=desvinculan|=desafilian $",
    ),
    out("es.remove_me", "me want remove.inf|=salir|=ir ..1 de ..3 list|msg|this"),
    out(
        "es.leave_list",
        "me =bajo|=bajen|=bajan|=bajas|=bajes|=salgo|=retiro|=borro de ..3 list|msg|this",
    ),
    out("es.leave_list", "=salir|=salirme|=salgo|=salirnos de ..2 msg|this"),
    out("es.leave_list", "=bajen|=baje|=baja|=bajar|=baja own2 num ..2 de ..3 list|msg"),
    out("es.remove_number", "=se remove.sub|=omita|=excluya own2 num"),
    out(
        "es.remove_me",
        "=quitame|=quiteme|=quitenme|=sacame|=saqueme|=saquenme|=quitarme|=quitenos|=eliminame|=me det? det? ad",
    ),
    out("es.remove_me", "=olvidense|=olvidate|=olvidese|=olvidensen de =mi $"),
    out("es.cut_it", "cut =la =mano ..1 =con ..4 msg|this"),
    review(
        "es.cut_it",
        "^ =parenle|=parele|=cortenla|=cortala|=cortela|=parenla|=parala ya? soft? $",
    ),
    out(
        "es.no_more",
        "=ahorrense|=ahorrenme|=ahorrate|=ahorrese|=guardense|=guardate|=metanse ..2 msg",
    ),
    out(
        "es.cancel_messages",
        "halt|remove.imp|remove.inf|remove.ind|remove.i =esto|=eso ..1 de ..2 msg",
    ),
    out(
        "es.cancel_messages",
        "=que =pare|=paren|=cese|=cesen|=termine|=acabe ya? =esto|=eso|=este|=estos|=tanta|=tanto ..2 msg|$",
    ),
    out(
        "es.cancel_messages",
        "halt|=cesen|=cese ..1 =envio|=envios ..4 num|msg|this|=masivos|=comerciales",
    ),
    out("es.cancel_messages", "claim ..3 halting ..2 de ..3 msg|subs|=envio|=envios"),
    out("es.cancel_messages", "^ halting ..1 de ..3 msg|subs|=envio|=envios"),
    out(
        "es.cancel_subscription",
        "=doy|=dar|=damos =por =terminada|=terminado|=terminadas|=terminados|=cancelada|=cancelado|=finalizada|=finalizado|=concluida|=concluido ..3 subs|msg|=envio|=envios",
    ),
    out("es.remove_number", "claim|beg ..3 nom ..3 de ..3 num|list|msg"),
    out("es.remove_number", "^ ..1 nom ..1 de ..2 num|list|msg"),
    out(
        "es.no_sending",
        "neg want? que? fil? fil? fil? me =hagan|=agan|=haga|=aga|=hagas =llegar ..2 mas|msg",
    ),
    out("es.baja", "^ =vaja|=bja|=baha|=baaja $"),
    out("es.baja", "=la baja de own2 num"),
    out("es.remove_me", "=si =no me remove.ind !det"),
    out("es.remove_me", "me =van|=vas|=va a remove.inf ..1 de ..2 list"),
    out("es.remove_me", "=saquenme|=borrenme|=quitenme|=eliminenme de =esta|=este|=esa|=ese $"),
    out(
        "es.cancel_messages",
        "remove.inf|remove.imp|remove.sub soft? det? det? =envio|=envios de? ..2 msg",
    ),
    out(
        "es.stop_sending",
        "=ver =si ya? =se? me? =los|=las? stop.ind|stop.sub ya? de cl? send.inf|reach.inf",
    ),
    out("es.cut_it", "stop.imp|stop.sub|stop.ind|cut ya? soft? =con|=de? det? nuisance ..2 msg"),
    out(
        "es.cancel_subscription",
        "=sin =efecto|=vigencia|=vigor|=validez|=valor ..4 subs|consent|msg|=envio|=envios",
    ),
    out(
        "es.remove_me",
        "=quitame|=quiteme|=quitenme|=sacame|=saqueme|=saquenme =ese|=esa|=tanto|=tanta|=toda|=todo ..2 ad",
    ),
    out("es.cut_it", "=bajenle|=bajale|=bajele|=aflojenle|=parenle|=parele ..3 =con|=a ..2 msg"),
    out("es.cut_it", "stop.imp|stop.sub|stop.ind de ..3 =con ..2 msg"),
    out("es.no_contact", "claim|beg|want ..2 neg ..1 =ser|=siendo contacted"),
    out("es.leave_list", "stop.inf|stop.sub|stop.imp de belong|=figurar|=salir ..3 list"),
    out(
        "es.no_contact",
        "stop.inf|stop.sub|stop.imp de =ser|=estar contacted|=bombardeado|=spameado|=notificado",
    ),
    out(
        "es.consent",
        "neg =se? fil? fil? fil? fil? =autorizo|=autorizamos|=consiento|=permito ..1 =envio|=envios|=publicidad|=publicitarios",
    ),
    out(
        "es.unsubscribe",
        "=que|=cual =palabra|=codigo|=boton|=comando ..3 halt|unsub.i|remove.i ..2 msg|list|subs",
    ),
    out("es.no_receiving", "neg =se? fil? fil? fil? fil? =recibirlos|=recibirlas mas"),
    // --- the law
    out(
        "es.law",
        "=ejerzo|=ejercer|=ejercemos|=ejercicio|=ejerciendo|=ejercito ..7 =oposicion|=cancelacion|=supresion|=revocacion|=arco|=retiro|=baja|=bloqueo|=exclusion|=oponerme|=desistimiento|=data",
    ),
    out("es.law", "=derecho|=derechos ..3 =oposicion|=supresion|=habeas|=arco|=olvido|=oponerme"),
    out(
        "es.law",
        "=manifiesto|=expreso|=declaro|=comunico|=formulo|=presento|=ratifico|=mi ..3 =oposicion ..7 msg|num|reach.sub|reach.inf|send.sub|=datos|=comerciales|$",
    ),
    out(
        "es.law",
        "me =opongo ..6 msg|num|=datos|reach.sub|send.sub|=comerciales|=publicitarios|=mercadeo",
    ),
    out(
        "es.law",
        "neg ..4 =traten|=trate|=usen|=use|=utilicen|=utilice|=tratar|=usar|=utilizar|=tratamiento ..6 msg|=comerciales|=publicitarios|=promocionales|=mercadeo",
    ),
    out(
        "es.consent",
        "=cancelo|=anulo|=quito|=revocacion|=revocatoria|=revocando|=retirando|=dejo|=retirada|=retiro ..4 consent",
    ),
    out(
        "es.consent",
        "neg =cuentan|=tienen|=cuenta|=tienes|=tiene ..3 consent ..3 send.inf|reach.inf|msg|send.sub|reach.sub",
    ),
    out(
        "es.consent",
        "=queda|=quedan|=dejo =revocada|=revocado|=anulada|=cancelada|=sin ..5 consent",
    ),
    // --- asked before, and still
    out(
        "es.asked_before",
        "typed ..3 word ..9 still ..4 send.ger|reach.ger|send.ind|=llegando|=llegandome|=cayendo|=entrando ~quote",
    ),
    out(
        "es.asked_before",
        "asked ..4 baja ..9 still ..4 send.ger|reach.ger|=llegando|=llegandome|=cayendo",
    ),
    out(
        "es.asked_before",
        "asked ..3 que ..3 remove.sub|stop.sub|=borraran|=sacaran|=quitaran ..9 still ..3 send.ger|reach.ger|=llegando",
    ),
    out(
        "es.asked_before",
        "typed ..3 word ..8 =para =que neg =se? fil? fil? fil? fil? send.sub|reach.sub|arrive ~quote",
    ),
    out(
        "es.asked_before",
        "=palabra|=que|=codigo|=comando ..3 =para =salirme|=salir|=desuscribirme =de ..2 msg|list ~object",
    ),
    // --- the same in more words
    out(
        "es.no_sending",
        "neg =se? fil? fil? fil? send.sub|reach.sub|offer.sub|send.inf|arrive|receive.sub|pop ..4 more ..2 msg|info",
    ),
    out("es.no_receiving", "neg =se? fil? fil? =reciba|=reciban|=recibamos|=recibiera ..5 msg|mas"),
    out(
        "es.no_sending",
        "neg ..2 =gasten|=gastes|=gaste|=pierdan|=pierdas|=pierda|=malgasten|=desperdicien|=molesten|=moleste|=molestes|=esfuercen|=tomen|=insistan|=insista|=insistas ..4 send.inf|send.ger|reach.inf|reach.ger ..3 msg|mas|this|$",
    ),
    out(
        "es.no_sending",
        "beg ..4 neg =se? fil? fil? send.inf|reach.inf|receive.inf|offer.inf ..4 msg|mas|num|this|info",
    ),
    out("es.no_sending", "beg ..4 neg =se? fil? send.inf|reach.inf $"),
    out(
        "es.no_writing",
        "neg =se? fil? fil? reach.sub|reach.me|send.me ..2 =para|=pa|=a|=con offer.inf|send.inf ~object",
    ),
    out("es.no_writing", "beg ..4 neg =se? fil? fil? reach.me|send.me mas ~object"),
    out("es.no_writing", "neg =se? fil? fil? reach.sub ..2 =nunca|=jamas ~object"),
    out(
        "es.no_wanting",
        "neg =se? fil? fil? want ..2 info =comercial|=publicitaria|=promocional|=de|=suya",
    ),
    out(
        "es.no_wanting",
        "neg =se? fil? fil? want|=quiera ..1 =nada ..1 =de =ustedes|=uds|=usted|=ud|=vos|=su|=sus|=esa|=esto|=eso|msg",
    ),
    out(
        "es.no_wanting",
        "neg =se? fil? fil? =admite|=admiten|=admito|=admitimos|=acepta|=aceptan|=acepto|=aceptamos|=tolero|=toleramos|=soporto|=aguanto|=ocupo|=ocupamos|=pretendo|=permite ..3 =publicidad|=propaganda|=spam|=promos|=promociones|=ofertas|=anuncios|=publicitarios|=comerciales|=marketing|=mercadeo",
    ),
    out("es.no_wanting", "num fil? neg =es|=esta ..3 =para ..2 msg"),
    out("es.not_on_list", "neg =se? fil? fil? fil? want ..2 belong ..3 list|msg|this"),
    out(
        "es.object",
        "halt|stop.inf|claim|beg ..5 =tratamiento|=uso|=utilizacion|=tratar|=usar ..6 =mercadotecnia|=mercadeo|=marketing|=publicidad|=publicitarios|=comerciales|=promocionales|=publicitaria|=comercial|=promociones|=prospeccion",
    ),
    out(
        "es.remove_number",
        "=mi|=nuestra|=solicitud|=peticion|=requerimiento|=gestion|=pedido|=tramite|=la|=pido|=exijo de? ..1 nom ..2 de ..3 list|msg|num|$ !=mi",
    ),
    out("es.remove_number", "=solicitud|=peticion|=requerimiento de nom"),
    out(
        "es.remove_number",
        "give|give.me|=considerar|=consideren|=considere|=considerenme|=considereme|=tengan|=tenganme|=tengame|=marquen|=marquenme|=registren|=dejen|=dejenme|=quedar|=declaren ..4 =por|=como removed|=desuscrita|=desuscritos|=desafiliado|=desafiliada|=inactivo|=fuera ..3",
    ),
    out("es.remove_me", "removed ..1 de ..3 list|msg"),
    out("es.remove_me", "^ me remove.ind soft? soft? $"),
    out("es.remove_me", "and me remove.ind soft? soft? $"),
    out("es.remove_me", "remove.me =ustedes|=uds|=ud|=usted|=vos|=manualmente $"),
    out(
        "es.remove_me",
        "remove.imp|remove.sub|remove.inf =este|=esta|=esto|=ese =de =su|=sus|=la|=esta|=esa|=el|=los|=tu ..2 list|msg",
    ),
    out(
        "es.remove_number",
        "remove.imp|remove.sub|remove.inf|remove.ind det? num fil? fil? =de =ahi|=aca|=aqui|=ese|=esto",
    ),
    out(
        "es.leave_list",
        "=se =sale|=salen|=borra|=sacan|=quita|=quitan|=cancelan|=cancela|=desactiva|=desactivan|=apaga|=apagan|=quito ..2 de ..1 list|msg",
    ),
    out(
        "es.leave_list",
        "=como|=para =se? =desactivar|=desactivo|=desactiva|=desactivan|=cancelar|=cancelo|=cancela|=apago|=apagar|=quito|=quitar|=bloqueo|=silencio|=elimino ..2 msg ..1 $|this|=que|=q|=suyos|=ustedes",
    ),
    out(
        "es.cancel_messages",
        "que ..3 this|msg =pare|=paren|=cese|=cesen|=termine|=terminen|=acabe|=acaben",
    ),
    out(
        "es.cancel_messages",
        "halt fil? fil? det? det? msg =a|=en|=de|=para|=hacia own2 ..1 num ~object",
    ),
    out(
        "es.cancel_messages",
        "=silencien|=silencia|=silencie|=mutea|=muteen|=apaguen|=corten|=detengan|=suspendan|=interrumpan|=finalicen ..3 msg",
    ),
    out("es.cut_it", "=estuvo|=fue =bueno|=suave|=bien|=suficiente|=mucho? ..2 de|=con ..3 msg"),
    out("es.baja", "^ =mi baja $"),
    out(
        "es.consent",
        "neg =se? fil? fil? =renuevo|=renovamos|=otorgo|=otorgamos|=concedo|=brindo|=presto|=mantengo|=ratifico|=extiendo|=doy|=damos|=tienen|=cuentan ..2 consent ..4",
    ),
    out(
        "es.asked_before",
        "typed|=apunte|=marque|=coloque|=ingrese|=anote|=di|=oprimi|=aprete ..3 word ..9 =llego|=llegaron|=llega|=llegan|=mandaron|=mandan|=enviaron|=envian|=escriben|=escribieron|=llegando ~quote",
    ),
    out(
        "es.object",
        "=negativa|=renuencia|=rechazo|=oposicion ..2 receive.inf|msg|=contacto|=envio|=envios",
    ),
    out(
        "es.law",
        "=derecho|=derechos ..3 =cancelacion|=baja|=retiro|=bloqueo|=eliminacion ..2 =datos|=personales|msg|list|$",
    ),
    out(
        "es.not_on_list",
        "neg =se? fil? =aparezca|=aparezcan|=figure|=figuren|=este|=salga|=conste|=siga|=quede ..3 =en ..3 list",
    ),
    out("es.not_on_list", "num =desaparezca|=salga|=quede|=quite|=borre ..1 de|=fuera ..3 list"),
    out("es.no_more", "^ =ningun|=ninguna|=nomas ..1 msg =mas|$"),
    out(
        "es.asked_before",
        "=di|=dado|=dimos =de =baja ..9 still|=sigo|=seguimos ..4 send.ger|reach.ger|receive.ger|=llegando ~quote",
    ),
    out(
        "es.asked_before",
        "asked ..2 que neg =se? fil? =queria|=quiero|=queriamos|=deseaba ..3 msg|mas",
    ),
    out("es.asked_before", "typed ..3 word ..9 =sigo|=seguimos receive.ger ~quote"),
    out("es.remove_me", "^ =o me remove.ind =o|$"),
    out("es.remove_me", "remove.me =o cl?"),
    out(
        "es.remove_number",
        "=bloqueen|=bloquear|=bloquee|=inhabiliten|=inhabilitar|=deshabiliten|=restrinjan own2 num ..2 =para|=de|=en ..2 list|msg",
    ),
    out(
        "es.stop_sending",
        "stop.imp|stop.sub|stop.inf|stop.me ya? soft? de =hacer|=hacerme|=hacernos|=meter|=meterme|=poner|=ponerme|=andar ..2 arrive|msg",
    ),
    out(
        "es.no_sending",
        "neg =se? fil? fil? =pongan|=ponga|=pongas|=metan|=meta|=hagan|=haga|=armen|=tiren ..2 msg",
    ),
    out(
        "es.object",
        "stop.imp|stop.sub|stop.inf|stop.me ya? soft? de =usar|=utilizar|=compartir|=tratar|=vender ..1 own2 num",
    ),
    out("es.law", "own2 =datos ..2 =suprimidos|=eliminados|=borrados|=cancelados|=bloqueados"),
    out(
        "es.consent",
        "neg =he|=hemos|=di|=dimos|=doy fil? fil? =dado|=otorgado|=autorizado|=permiso? ..1 consent ..3 send.inf|send.sub|reach.inf|reach.sub|msg",
    ),
    out(
        "es.consent",
        "neg fil? fil? =di|=dimos|=he|=hemos ..2 consent ..3 send.inf|send.sub|reach.inf|reach.sub|msg",
    ),
    out("es.consent", "=niego|=deniego|=negamos ..1 consent"),
    out(
        "es.asked_before",
        "=vez|=veces =que cl? =pongo|=escribo|=mando|=envio|=respondo|=digo|=pido|=puse|=solicito ..3 baja|=stop|=salir|=cancelar ~quote",
    ),
    out(
        "es.leave_list",
        "=irme|=voy|=borrarme|=retirarme|=borro|=retiro|=desapunto de ..2 list|msg",
    ),
    out("es.leave_list", "^ me =borro|=desapunto|=desuscribo $"),
    out("es.leave_list", "^ =como =hago =para? =salirme|=borrarme|=desuscribirme|=desapuntarme $"),
    out("es.no_receiving", "=para ya? neg|=no ya? =recibir mas|$"),
    out("es.no_adding", "neg =se? fil? =tengan|=tenga|=tengas|=mantengan|=dejen ..1 =en ..2 list"),
    out("es.remove_number", "=lista|=listado|=base de =bajas|=bloqueados|=excluidos|=exclusion"),
    out("es.remove_number", "num =a|=con =los =que =no =quieren|=desean|=reciben ..3 msg"),
    out("es.remove_me", "remove.me =que|=si !=me|=el|=la|=les|=faltan|=falta|=ese|=esa ~object"),
    out(
        "es.no_sending",
        "neg =se? fil? fil? want ..1 que =se? fil? fil? keep? pop ..3 msg|mas|this",
    ),
    out("es.no_sending", "neg =se? fil? pop mas msg|=en|=a|=por"),
    out(
        "es.stop_sending",
        "stop.imp|stop.sub|stop.inf|stop.me ya? soft? de =caerme|=caer|=aparecer|=aparecerme|=salirme|=entrarme ..3 msg",
    ),
    out(
        "es.object",
        "neg =es|=tengo|=esta|=hay|=tenemos ..3 =interes|=intencion|=deseo|=agrado|=voluntad|=ganas|=gana ..3 receive.inf|receive.ger|msg|belong ..5",
    ),
    out(
        "es.not_on_list",
        "neg =se? fil? =nace|=late|=provoca|=apetece|=gusta|=conviene|=sirve|=cuadra|=acomoda|=complace ..1 belong|receive.inf|keep ..4 list|msg|this",
    ),
    out(
        "es.remove_number",
        "neg ..3 =usar|=utilizar|=usen|=use|=utilicen|=utilice|=ocupen|=ocupar|=difundan own2 num !=para",
    ),
    out(
        "es.cancel_subscription",
        "halt|remove.imp|remove.inf|remove.sub ..1 subs =en|=de|=a ..2 list|msg|=ustedes",
    ),
    out("es.remove_me", "que me remove.sub =les|=te|=le =digo|=dije|=pido|=estoy"),
    out("es.remove_me", "remove.sub|remove.inf|remove.ind =a =uno|=una|=mi de ..3 list|msg|=esto"),
    out(
        "es.remove_me",
        "neg =borrenme|=saquenme|=quitenme|=eliminenme|=borreme|=saqueme|=quiteme|=elimineme|=borrame|=sacame|=quitame|=bajenme $",
    ),
    out(
        "es.no_sending",
        "neg =se? fil? fil? send.sub|reach.sub =ni fil? talk.sub|send.sub|reach.sub",
    ),
    out(
        "es.no_adding",
        "stop.imp|stop.sub|stop.inf|stop.me ya? soft? de =incluirme|=agregarme|=sumarme|=meterme|=anadirme|=considerarme|=tenerme|=contarme ..3 list|msg",
    ),
    out(
        "es.no_adding",
        "neg =se? fil? =ser|=estar =incluido|=incluida|=agregado|=agregada|=considerado|=considerada|=anadido|=destinatario ..3 list|msg",
    ),
    out(
        "es.remove_me",
        "remove.me =que =me|=no|=ya =voy|=tengo|=estoy|=quedo|=quede|=tiene|=tienen|=compro|=uso|=llena|=llenan|=interesa ~object",
    ),
    out("es.remove_number", "claim|beg ..2 =bloqueo ..1 de ..1 num"),
    out(
        "es.no_sending",
        "neg|=ni =se =les|=te|=le =ocurra|=atrevan ..2 again ..1 send.inf|reach.inf",
    ),
    out("es.no_sending", "neg =se? fil? fil? =hagan|=haga|=hagas =llegar"),
    // --- what they say of "them", when our messages are named elsewhere
    out("es.them", "neg =se? fil? fil? fil? send.sub|send.inf|want|=quiero ..2 mas|$ ~ours"),
    out("es.them", "^ =ya fil? neg|=ni fil? fil? send.sub|want|=mandar|=enviar $ ~ours"),
    out(
        "es.them",
        "neg =se? fil? fil? =mandarlos|=mandarlas|=enviarlos|=enviarlas|=recibirlos|=recibirlas|=recibirla|=enviarla|=mandarla|=enviarme|=mandarme $ ~ours",
    ),
    out("es.them", "neg =se? fil? fil? =los|=las|=la|=lo fil? send.sub|want ~ours"),
    out(
        "es.them",
        "remove.me|=retirenla|=retirenlo|=eliminenlo|=eliminenla|=borrenlo|=borrenla|=quitenlo|=quitenla|=saquenlo|=saquenla|=bajenlo|=bajenla|=retirelo|=eliminelo|=borrelo|=quitelo|=saquelo|=saquelos|=quitenlos|=canceleno|=cancelenla|=cancelenlos|=suspendanlos|=suspendanlas|=detenganlos ya? fil? $ ~ours",
    ),
    out(
        "es.them",
        "^ =paren|=pare|=parenle|=parele|=cortenla|=cortala|=parenla|=parala|=basta ya? $ ~ours",
    ),
    // --- opt in
    back("es.join", "^ join"),
    back("es.join", "=quiero|=quisiera|=deseo|=gustaria|=podria|=puedo|=volver ..1 join"),
    back("es.join", "enlist"),
    back(
        "es.join",
        "=agreguenme|=agregame|=anotenme|=sumenme|=incluyanme|=agregueme ..1 =a|=de|=en ..2 =lista|=difusion|=promociones",
    ),
    back("es.join", "=dar|=darme|=denme|=dame|=deme de =alta"),
    back("es.join", "give.me|=quiero|=solicito ..1 de? =alta"),
    back(
        "es.resume",
        "=quiero|=quisiera|=queremos|=gustaria|=deseo again|=volver a receive.inf ..3 msg",
    ),
    back(
        "es.resume",
        "=quiero|=quisiera|=queremos|=gustaria|=deseo keep? =recibir|=seguir ..3 msg",
    ),
    back(
        "es.resume",
        "=quiero|=quisiera|=queremos|=gustaria =recibir ..3 =nuevo|=nuevamente|=vuelta",
    ),
    back("es.resume", "=quiero|=quisiera|=deseo =volver $"),
    back(
        "es.resume",
        "=vuelvan|=vuelva|=vuelve|=volve|=volver a cl? send.inf|=suscribirme ..3 msg",
    ),
    back("es.resume", "=volver a =suscribirme|=recibir|=inscribirme"),
    back(
        "es.resume",
        "=reanudar|=reanuden|=reanude|=reactivar|=reactiven|=reactivenme|=reactivame|=activar|=activen ..2 msg|subs",
    ),
    back(
        "es.resume",
        "=mandenme|=mandame|=enviame|=envienme|=enviarme ..2 msg ..2 =nuevo|=nuevamente|=vuelta",
    ),
    review("es.no_more_it", "^ neg want mas $"),
    review("es.no_more_it", "^ =ya neg want $"),
    // --- somebody should look
    review(
        "es.not_interested",
        "neg =se? fil? fil? fil? fil? me =interesa|=interesan|=interesaria",
    ),
    review("es.few_messages", "=menos|=demasiados|=demasiadas|=tantos|=tantas|=tanto ..1 msg"),
    review("es.few_messages", "weigh ..3 msg"),
    review("es.few_messages", "weigh de ..4 send.inf|reach.inf|msg"),
    review("es.spam", "=spam"),
    review("es.threat", "=voy|=vamos|=los|=te|=les|=va a? cl? threat"),
    review("es.threat", "=los|=les|=te threat"),
    review("es.pause", "^ pausa"),
    review("es.pause", "pausa ..2 msg"),
    review(
        "es.never_asked",
        "neg =se? fil? fil? fil? fil? =suscribi|=inscribi|=registre|=autorice|=pedi ..2 $",
    ),
    review("es.never_asked", "neg =pedi|=autorice|=solicite|=di ..3 msg|num|this"),
    review(
        "es.who_gave",
        "=quien|=donde|=como ..3 =dio|=sacaron|=consiguieron|=obtuvieron|=tienen ..2 num",
    ),
    review(
        "es.no_sending_it",
        "neg =se? fil? fil? fil? fil? keep? send.sub|send.ger|talk.sub !foreign ..1 limit|today|this|$",
    ),
    review("es.no_writing_so", "neg =se? fil? fil? fil? fil? reach.sub|talk.sub"),
    review("es.stop_asked", "asked ..3 que|=la ..1 =baja|=dejen|=saquen|=borren|=eliminen"),
    review("es.no_wanting_it", "neg =se? fil? fil? fil? fil? want ..3 msg"),
    review("es.still_writing", "=siguen|=sigue|=siguen|=por ..2 send.ger|reach.ger ..3 msg"),
];

const PAUSES: &[&str] = &[
    "=compartan|=comparta|=compartas|=publiquen own2",
    "=de|=al|=en =momento",
    "reach.sub =de =usted|=vos|=tu $",
    "=no =jodas|=joda|=friegue|=friegues|=chingues|=insista|=insistas $",
    "=salir|=salgo =del|=de =sistema|=chat",
    "=rechazo =la|=esa|=su =oferta|=promocion",
    "neg =le|=les ..1 =a =ese|=esa|=el",
    "reach.sub|send.sub|=escriba|=escriban mas? =en =esa|=ese|=la|=el|=papel !=lista|=numero|=celular|=whatsapp|=wsp|=madrugada",
    "mas =opciones|=fotos|=cotizaciones|=modelos|=muestras $",
    "=al =mismo",
    "=ya =me =decidi|=elegi|=gane|=cerraron",
    "=ya =aparecio|=elegi|=cerraron",
    "=es =enganosa|=falsa|=mentira|=engano",
    "=en =este|=estos =momento|=momentos",
    "=mas =de =un|=una|=dos|=tres|=cuatro|=cinco|=1|=2|=3|=4|=5|=10",
    "=por =ahora",
    "=por =el =momento",
    "=por =hoy",
    "=por =un =tiempo",
    "=por =unos =dias",
    "=esta =semana|=noche|=tarde",
    "=este =mes|=ano|=finde",
    "=fin|=fines de =semana",
    "send.sub|send.ger|reach.sub|reach.ger|arrive|want|talk.sub ..4 =todos =los =dias !=lo|=con|=el|=la|=me",
    "=toda =la =noche|=semana",
    "send.inf|send.sub|send.ger|reach.inf|reach.sub|reach.ger|arrive|want|talk.sub ..4 =cada =dia|=rato|=hora|=semana !=lo|=con|=el|=la|=me",
    "=manana =si",
    "=mas =tarde|=adelante|=temprano",
    "=a =la|=esta|=estas|=las =noche|=manana|=tarde|=hora|=horas|=1|=2|=3|=6|=7|=11",
    "neg ..4 =ahora $",
    "=en =otro =momento",
    "=tan =seguido|=temprano|=tarde|=noche",
    "send.inf|send.sub|send.ger|reach.inf|reach.sub|reach.ger|arrive|want|talk.inf|talk.sub mas? =tanto|=tantos|=tantas|=tanta",
    "send.inf|send.sub|send.ger|reach.inf|reach.sub|reach.ger|arrive|talk.sub =tan",
    "=quiero =la|=las|=los|=el|=lo|=una|=un =de|=del|=otra|=otro|=otras|=otros|=que|=grande|=chica|=nueva|=normal|=real",
    "=a own2|=su kin",
    "=de =la|=una ..1 =app|=aplicacion",
    "=de =una|=un ..1 =a =otra|=otro",
    "=a =menos =que",
    "=solo|=solamente|=unicamente|=salvo|=excepto|=menos =los|=las|=mandenme|=por|=cuando|=ofertas|=promos|=avisos",
    "=en =vez =de|=que",
    "=solo|=solamente|=unicamente =quiero !=que|=no|=darme|=salir|=salirme|=dejar|=la|=ser|=cancelar|=decir|=pedir",
    "=sin =avisar|=avisarme|=consultar|=consultarme|=preguntar|=preguntarme|=confirmar",
    "=prefiero|=mejor ..1 msg|=por|=mail",
];

const CONDITIONS: &[&str] = &[
    "=si =dejan|=dejas|=sacan|=borran|=eliminan|=quitan|=salgo|=cancelo|=dejaran|=desea|=deseas|=quieres|=queres|=quiere|=no|=siguen|=sigue|=sigues|=seguis|=me|=vuelven|=vuelve|=vuelves|=te|=el|=la !=pueden|=puede|=podrian|=podes|=puedes|=podria|=hacen|=haces|=quiero",
];
