//! Portuguese, mostly as it is written in Brazil.

use super::iberian;
use super::source::{Rule, Source, back, out, review};
use super::verbs::portuguese;

/// Portuguese.
pub(super) const SOURCE: Source = Source {
    tag: "pt",
    words: WORDS,
    verbs: VERBS,
    conjugate: portuguese,
    rules: RULES,
    pauses: PAUSES,
    conditions: CONDITIONS,
    near: "sair stop cancelar inscricao descadastrar descadastro descadastra descadastre descadastrem \
           desinscrever desinscreva desinscrevam unsubscribe mensagem mensagens promocao promocoes propaganda \
           propagandas publicidade notificacoes ofertas receber recebendo enviando mandando mandarem \
           perturbar incomodar remover excluir whatsapp cancela",
};

const WORDS: &[(&str, &[&str])] = &[
    ("soft", iberian::SOFT),
    ("and", &["e pq porque pois porem mas entao senao but and"]),
    ("neg", iberian::NEG),
    ("third", iberian::THIRD),
    ("third", &["profe professora professor diretora"]),
    ("kin", iberian::KIN),
    ("owner", iberian::OWNER),
    ("polite", iberian::POLITE),
    ("service", iberian::SERVICE),
    ("rhetoric", &["veces vezes ya ja disse pedi falei"]),
    (
        "ends",
        &[
            "que q eu por pelos pelas pela pelo pq nao n se quando pois vcs voces vc ces obrigado obrigada to tou estou tava nunca tchau valeu",
        ],
    ),
    (
        "of",
        &[
            "dessa desse dessas desses desta deste d nessa nesse da do das dos de com pra para no na",
        ],
    ),
    (
        "foreign",
        &["serasa spc alianca entregador entregadores motoboy portaria condominio plantao"],
    ),
    ("limit", &["quarta quinta"]),
    (
        "topic",
        &[
            "orcamento orcamentos curso cursos emprestimo emprestimos consorcio consorcios cartao cartoes produto produtos preco precos plano planos financiamento seguro seguros viagem apartamento apartamentos imovel imoveis carro carros loja proposta propostas simulacao servicos",
        ],
    ),
    (
        "listed",
        &[
            "lista listas listagem mailing transmissao base grupo grupos crm contatos envio envios disparos cadastro newsletter campanhas lsita prospeccao prospeccoes banco relacao rol assinantes destinatarios automacao funil cadencia disparador disparo distribuicao divulgacao divulgacoes comunidade canal canais campanha",
        ],
    ),
    (
        "exit",
        &[
            "exclusao remocao retirada cancelamento descadastro descadastramento desinscricao saida baixa interrupcao suspensao cessacao eliminacao encerramento desligamento desativacao bloqueio fim termino retiro esclusao ezclusao descontinuacao desvinculacao",
        ],
    ),
    (
        "request",
        &[
            "solicito peco requeiro quero gostaria desejo exijo favor solicitamos pedimos providenciar providenciem providencie processem efetuem efetue efetuar realizem realizar pedir solicitar requerer queria preciso necessito fazer confirmem aguardo ordeno reitero pedido determino",
        ],
    ),
    (
        "how",
        &[
            "existe haveria faco fazer passo alguem como cm onde aonde qual quais ensina ensinam ensine ensinem explica explicam explique tem",
        ],
    ),
    (
        "told",
        &[
            "quero pedi disse falei mandei avisei exijo peco solicito solicitei pedimos queremos pedindo falando implorei imploro mandando dizendo implorando",
        ],
    ),
    ("halts", &["parar pararem parem parassem pare cessem cesse param parasse para"]),
    ("us", &["voces vcs vc voce ces ceis cs vcis oces oceis ocs empresa loja"]),
    (
        "pe",
        &["pe zap whats celular cel whatsapp numero telefone fone tel wpp zapzap celula celu vida"],
    ),
    (
        "gone",
        &[
            "sai saiam saia some suma sumam somem vaza vazem desaparece desapareca desaparecam larga larguem largue desgruda desgrudem desgrude fora desencosta",
        ],
    ),
    ("past", &["ontem semana mes ja anteontem"]),
    (
        "contacted",
        &[
            "contatado contatada contatados contactado contactada incomodado incomodada perturbado perturbada importunado \
                     importunada procurado procurada abordado abordada notificado notificada chamado chamada perseguido bombardeado bombardeada assediado cutucado cutucada lembrado assediada atormentado atormentada acionado acionada contactados contactadas contatadas chateado chateada aborrecido aborrecida bombardeados cobrado spammado interpelado interpelada molestado molestada encomodado encomodada",
        ],
    ),
    (
        "add",
        &[
            "adicione adicionem adiciona adicionar coloque coloquem coloca colocar add ad poe ponha ponham bota incluir inclui inclua incluam bote botem incluirem adicionarem colocarem inserir insira insiram inserirem inscrevam cadastrem cadastrar botarem",
        ],
    ),
    (
        "recv",
        &[
            "receber recebe reseber resebe resceber resebê receve recebr receba reciber rreceber recebendo recebermos recever",
        ],
    ),
    ("calls", &["ligacao ligacoes telefonema telefonemas chamada chamadas"]),
    (
        "foreign",
        &[
            "ligacao ligacoes telefonema telefonemas familia pais futebol pelada fila folha pao talher talheres guardanapo guardanapos ketchup maionese refrigerante bebida sobremesa arroz feijao carne frango molho salada copo tecnico frete paciente predio churrasco formatura casamento presenca",
        ],
    ),
    ("only", &["so somente apenas"]),
    (
        "thing",
        &[
            "bagulho bagulhos baguio baguios parada paradas trem trens treco trecos negocio negocios coisa coisas troco budega bodega tranqueira tranqueiras porra porqueira joca treta porcaria porcarias lixo lixarada lixaiada palhacada inferno praga chatice material materiais bobagem bobagens",
        ],
    ),
    (
        "pubs",
        &[
            "mensagem mensagens msg msgs mensage mensages mensagi mensagis promo promos promocao promocoes propaganda propagandas publicidade publicidades anuncio anuncios oferta ofertas spam novidades notificacao notificacoes newsletter informativo informativos comunicado comunicados divulgacao divulgacoes encarte encartes panfleto panfletos marketing sms cupons descontos convites catalogos campanha campanhas lembretes avisos",
        ],
    ),
    (
        "included",
        &[
            "incluido incluida incluidos incluidas adicionado adicionada inserido inserida colocado colocada posto posta inscrito inscrita cadastrado cadastrada marcado marcada listado listada",
        ],
    ),
    (
        "will",
        &[
            "fim afim interesse vontade questao necessidade intencao interessado interessada motivo sentido razao desejo disposto disposta obrigado obrigada animo tempo saco paciencia cabeca",
        ],
    ),
    (
        "have",
        &[
            "to tou estou estamos tamo tenho temos tem ha vejo vemos faco fazemos possuo possuimos sinto existe sou ando",
        ],
    ),
    ("exist", &["existo existimos"]),
    ("come.inf", &["vir virem"]),
    ("come.sub", &["venha venham viesse viessem"]),
    ("interested", &["interessado interessada interessados interesse"]),
    ("ask", iberian::ASK),
    ("hedge", iberian::HEDGE),
    ("footer", iberian::FOOTER),
    ("limit", iberian::LIMIT),
    ("today", iberian::TODAY),
    ("since", iberian::SINCE),
    ("foreign", iberian::FOREIGN),
    ("wall", &["sem perder perde percam perca sair saio deixar parar parem pare"]),
    ("own", &["meu meus minha minhas nosso nossa"]),
    ("mine", &["me mim meu minha eu quero nos n nao queremos minhas"]),
    (
        "glide",
        &[
            "pedir solicitar dizer quero queremos desejo gostaria qro kero q que de a me nos pedi pedimos disse falei solicitei \
           precisa precisam preciso precisava vou vai vao va pode podem para pra pensei pretendo penso e ser \
           ter queria quis faz faca facam",
        ],
    ),
    ("mas", &["mais mas + maiss nada nunca jamais nenhum nenhuma nenhumas ms nehuma"]),
    ("more", &["mais mas + maiss nenhum nenhuma outra outro ms nehuma"]),
    ("me", &["me nos mim pra a eu gente m mi"]),
    ("de", &["de d do da dos das desse dessa deste desta dessas desses di"]),
    ("que", &["que q k"]),
    (
        "det",
        &[
            "a o as os uma um minha meu sua suas seu seus essa esse essas esses esta este estas mais toda \
               todas todo todos outra de do da dos das qualquer tipo nenhuma nenhum tanta nenhum vossas dessas desses",
        ],
    ),
    ("defsing", &["a o essa esse esta este sua seu"]),
    (
        "want",
        &["quero queremos desejo desejamos gostaria gostariamos qro kero keru quer pretendo \
           aceito aceitamos preciso queria preferia preferiria gostava kria qria quiser querendo prefiro interesse qero qeuro"],
    ),
    (
        "msg",
        &[
            "mensagem mensagens msg msgs mensagen mensagems mensages mensage mensagenzinha mensagenszinhas \
           msgm msn promo promos promocao promocoes propaganda propagandas publicidade publicidades anuncio \
           anuncios oferta ofertas spam spams novidade novidades notificacao notificacoes newsletter newsletters \
           boletim informativo informativos comunicado comunicados comunicacao comunicacoes divulgacao \
           divulgacoes catalogos descontos campanha campanhas marketing mkt sms zap zaps whats \
           corrente correntes lixo porcaria porcarias merda bosta besteira besteiras baboseira cupons \
           convites email emails avisos lembretes aviso publicitario publicitarias promocional \
           promocionais comercial comerciais ads mensajes disparos conteudo conteudos texto textos encheca \
           encheção msgns propagandinha mensaginha mensaginhas torpedo torpedos spamm enviadas recado recados recadinho recadinhos banner banners cards mandacao divulgacoes mensagi mensagis mensaje menssagem menssagens mesagem mesagens mesage mensagm mensg mensgs mgs mensag mensags propag propagandas propagando propragandas propraganda porpaganda propagamda promossao promosao promocoes promossoes promosoes promu promozinha promozinhas anucio anuncil ofertinha ofertinhas publi publis panfleto panfletos encarte encartes flyer folheto jabá jaba divulgação news informes informe publicitaria publicitarias mensageria mala malinha santinho figurinha figurinhas publicacao publicacoes postagem postagens lancamentos liquidacao liquidacoes jornalzinho boletins broadcast telemarketing push alertas folder folders tabloide tabloides atualizacoes mensagenzinhas mensagenzinha promocaozinha promocoezinhas ofertinha ofertao tranqueira tranqueiras bugiganga bugigangas ladainha correntinha propagandinhas anunciozinho spamzinho reclames mensagao automaticas automatica",
        ],
    ),
    ("info", &["info informacao informacoes infos"]),
    (
        "this",
        &[
            "isso isto iso aqui daqui disso disto desse vcs voces vc voce ces ceis trem treco joca negocio coisarada porcaria palhacada putaria encheção encheca chatice",
        ],
    ),
    (
        "list",
        &[
            "lista listas listagem base cadastro cadastros banco grupo grupos newsletter contatos aqui daqui isso \
           disso disto transmissao mailing registro registros sistema dados comunidade canal envios envio \
           contactos divulgacao lsita dai crm prospeccao prospeccoes divulgacoes canais campanhas campanha relacao rol assinantes destinatarios automacao funil cadencia disparador disparos disparo distribuicao divulgacao mala",
        ],
    ),
    (
        "num",
        &[
            "numero num nr numeros contato contacto contatos celular cel telefone tel fone whatsapp whats zap nome nmr wpp wzap zapzap email mail numeru nro zape zapi celula celu uatsap uats watsap zapp telefonico contatinho",
        ],
    ),
    ("own2", &["meu meus minha minhas o este esse desse nosso nossos os"]),
    (
        "subs",
        &[
            "inscricao assinatura cadastro subscricao registro inscricoes inscrissao inscriçao insricao recebimento adesao",
        ],
    ),
    (
        "subscribed",
        &[
            "inscrito inscrita cadastrado cadastrada subscrito registrado registrada assinante inscritos",
        ],
    ),
    (
        "belong",
        &[
            "estar ficar continuar permanecer constar pertencer aparecer participar fazer ser seguir \
                  parte estou to tar",
        ],
    ),
    (
        "stop.imp",
        &[
            "para pare parem parar chega chegaa chegaaa basta deixa deixe deixem deixar pararem paro parando \
 parrem parao parraem stop paraaa parando parano pareno paren parein paran pareim parim parei parou parasse pareem pararem desista desistam desistem encerrem encerre cessem cesse paramm parar pararem para parm",
        ],
    ),
    (
        "stop.inf",
        &[
            "evitar encerrar suspender parassem parasse deixassem deixasse parar deixar cessar pararem deixarem interromper",
        ],
    ),
    ("enough", &["chega basta chegaa stop fora cansei cansada cansado sem cheio cheia"]),
    (
        "cut",
        &[
            "parassem parasse cessassem para pare parem parar pararem parem chega basta cessem cesse stop acabem acaba acabar cortem corta \
               encerrem encerre encerrar interrompam interrompa",
        ],
    ),
    (
        "halt",
        &[
            "cancelar cancela cancele cancelem cancelarem cancelo cancelando anular anule anulem anula suspender \
           suspenda suspendam suspende interromper interrompa interrompam interrompe encerrar encerra encerre \
           encerrem desativar desativa desative desativem desabilitar desabilita desabilite parar parem pare \
           cessar cesse cessem bloquear bloqueie bloqueia bloqueiem finalizar finalize finalizem desligar \
           desliga desligue desliguem cortar corta corte cortem stop cancelamento desativo cancelo bloqueio silencio desativando suspendendo desabilito silencia silencie desabilitem suspendo interrompo corto cortando encerrando unsubscribe revogar revogo \
           desinstalar silenciar",
        ],
    ),
    (
        "modal",
        &[
            "tratem trate pode podem poderia poderiam podes consegue conseguem quero gostaria tem da favor vamos queria \
                 preciso consegue sabe podiam podia",
        ],
    ),
    ("peace", &["paz sossegada sossegado sossego quieto quieta"]),
    ("pausa", &["pausa pausar pause pausem"]),
    ("talk.sub", &["chame chamem chama ligar chamar fale falem"]),
    ("talk.inf", &["chamar chamando falar falando"]),
    ("call", &["ligar ligando ligarem liga"]),
    ("contact", &["contato contacto"]),
    ("enter", &["entre entrem entrar entra entram entrando fazer facam faca"]),
    ("again", &["volte voltem voltar volta voltam tornem torne tornar"]),
    (
        "keep",
        &[
            "continuem continue continuar continua continuam fique fiquem ficar fica ficam insista insistam sigam continuando ficando segue sigam",
        ],
    ),
    ("arrive", &["chegue cheguem chegar chegando chega"]),
    (
        "removed",
        &[
            "removido removida excluido excluida tirado tirada retirado retirada apagado apagada descadastrado descadastrada deletado deletada eliminado eliminada riscado riscada suprimido suprimida cortado cortada limado expurgado desvinculado desvinculada desinscrito desinscrita desligado desligada poupado poupada dispensado dispensada bloqueado bloqueada sacado removidos excluidos retirados apagados desconsiderado desassociado",
        ],
    ),
    ("need", &["precisa precisam preciso carece precise precisem adianta quero queremos"]),
    (
        "weigh",
        &[
            "cansei cansado cansada cheio cheia farto farta saco enchendo incomodando perturbando chato chata \
                 insuportavel chatos demais excesso",
        ],
    ),
    (
        "threat",
        &[
            "denunciar denuncio denunciando denuncia processar processo bloquear bloqueio bloqueando bloqueei \
                  procon reportar reclame reportando",
        ],
    ),
    ("asked", &["pedi pedimos solicitei disse falei coloquei mandei respondi digitei avisei"]),
    (
        "join",
        &[
            "inscrever inscreva inscrevam cadastra cadastrar cadastre cadastrem adiciona adicionar adicione \
                adicionem incluir inclui inclua incluam coloca coloque coloquem recadastrar recadastra recadastre reinscrever",
        ],
    ),
    (
        "backword",
        &[
            "volto voltar volta voltem reativar reative reativa reativem retomar retomem retoma ativar ativa \
                    ative ativem novamente reativacao religar",
        ],
    ),
];

const VERBS: &[(&str, &str)] = &[
    (
        "send",
        "mandar enviar disparar passar encaminhar postar madar emviar envia botar jogar oferecer empurrar mandr repassar ofertar divulgar emcaminhar anunciar anviar enfiar soltar remeter transmitir direcionar postar difundir emitir veicular propagar tacar bombar reenviar destinar socar",
    ),
    (
        "reach",
        "escrever/escrev contatar contactar incomodar perturbar encher importunar amolar aborrecer/aborrec \
         aborrecer spammar spamar insistir procurar azucrinar atazanar torrar abordar aporrinhar atormentar \
         cutucar bombardear textar pertubar pertubar incomadar assediar chatear notificar aperrear apoquentar aperriar lotar entupir flodar floodar infernizar importuna pentelhar aperiar perseguir abusar acordar incomodr enxer molestar estressar irritar sobrecarregar saturar inundar metralhar abarrotar encomodar apurrinhar comunicar interpelar assombrar cercar importonar enxer constranger",
    ),
    (
        "remove",
        "tirar remover excluir/exclu retirar apagar deletar eliminar sacar limpar riscar esquecer desvincular desmarcar desincluir desassociar suprimir desconsiderar expurgar eliminar descartar desligar desadicionar remove retira limar",
    ),
    ("receive", "receber ver ter recebe reseber resceber receba resebe receve recebr"),
    (
        "unsub",
        "descadastrar desinscrever descadastar descadrastar descadastrarr descadastra desincrever \
         descadrastrar desassinar desescrever descadatrar desinscreve descredenciar desregistrar desassociar desafiliar desfiliar deslistar desencadastrar descadastrear",
    ),
    ("come", "chegar aparecer pipocar brotar surgir entrar cair pingar"),
];

const RULES: &[Rule] = &[
    out("pt.stop_sending", "=evitem|=evite|=evitar|=evita ..1 =me|=nos send.inf|reach.inf"),
    out("pt.stop_sending", "=evitem|=evite|=evitar|=evita ..1 send.inf|reach.inf $"),
    out("pt.stop_sending", "=larga|=largue|=larguem de me? send.inf|reach.inf ..2 me|msg|this|$"),
    out(
        "pt.no_receiving",
        "num neg =deve|=devem|=devera|=pode|=podera|=vai|=quer mas? recv ..2 msg",
    ),
    out(
        "pt.no_contact",
        "neg want mas? ..1 contact =publicitario|=comercial|=promocional|=publicitarios|=comerciais|=promocionais",
    ),
    out("pt.remove_me", "=me halt de ..2 listed|msg"),
    out(
        "pt.object",
        "=envio|=envios|=contato|=recebimento|msg ..1 neg ..1 =autorizado|=autorizada|=autorizados|=autorizadas|=permitido|=consentido",
    ),
    out(
        "pt.cut_it",
        "=dar|=deem|=de|=colocar|=coloquem ..1 =basta|=fim|=ponto|=termino ..2 msg|=envio|=envios|=isso",
    ),
    out(
        "pt.how_to_stop",
        "=existe|=ha|=haveria|=tem ..2 =forma|=jeito|=modo|=meio|=maneira|=opcao ..1 =de|=pra|=para ..3 =parar|=sair|remove.inf|unsub.inf|=cancelar ..4 pubs|listed",
    ),
    out("pt.no_receiving", "neg ..1 have ..4 will ..4 recv mas? $"),
    out(
        "pt.no_sending",
        "=agradeco|=agradeceria|=grata|=grato|=agradecemos|=agradecido|=agradecida|=feliz ..1 =se ..2 neg mas? ..1 send.inf|send.sub|reach.inf|reach.sub ..3 msg|mas|this",
    ),
    out(
        "pt.remove_me",
        "=agradeco|=agradeceria|=grata|=grato|=agradecemos|=agradecido|=agradecida|=feliz ..1 =se ..2 remove.inf|remove.sub|unsub.inf|unsub.sub|=parassem|=pararem ..4 listed|msg",
    ),
    out("pt.not_on_list", "neg mas? add mas? own2? num ..2 listed|msg"),
    out(
        "pt.no_more",
        "^ =propaganda|=propagandas|=promocoes|=ofertas|=anuncios|=publicidade|=mensagens neg $",
    ),
    out("pt.cancel_messages", "halt =tudo ..3 msg"),
    out(
        "pt.no_receiving",
        "=jeito|=hipotese|=forma|=maneira|=modo|=circunstancia =nenhum|=nenhuma|=alguma|=algum ..2 want|send.sub|reach.sub|send.imp ..3 recv|pubs|num|this|$",
    ),
    out("pt.no_receiving", "neg ..3 want ..2 recv ..4 msg|mas|this|info|us|listed|thing"),
    out(
        "pt.no_receiving",
        "neg ..1 have ..4 will ..6 recv|receive.ger|send.ger ..3 msg|mas|this|thing|info|listed",
    ),
    out("pt.no_receiving", "neg ..1 have ..4 will ..3 belong ..4 list|listed"),
    out(
        "pt.no_receiving",
        "want|request|told|=optei|=optar|=opto|=escolho|=escolhi|=seria|=possivel|=gentileza|=bondade|=comunicar ..3 neg mas? recv|=continuar|=ficar mas? recv? ..2 msg|mas|this|thing|listed|$",
    ),
    out("pt.no_receiving", "=ninguem ..3 =quer|=aguenta|=suporta|=gosta mas? recv? ..2 msg|this"),
    out("pt.no_receiving", "neg want ..3 calls =nem|=e|=ou ..1 msg"),
    out("pt.no_receiving", "pubs ..3 neg ..1 want ..1 mas|recv ..1 $"),
    out(
        "pt.no_contact",
        "want|request|told|=que|=pra|=para|=seria|=questao ..4 neg mas? =ser|=seja|=sejam|=sejamos|=sermos|=fosse|=serem mas? contacted",
    ),
    out(
        "pt.not_on_list",
        "neg mas? =ser|=seja|=sejam|=sejamos|=sermos|=fosse|=serem mas? included ..3 listed|list|msg",
    ),
    out(
        "pt.no_sending",
        "neg mas? =ser|=seja|=sejam|=fossem|=serem|=fosse mas? send.past ..3 msg|mas|num|this",
    ),
    out("pt.not_on_list", "neg mas? =me|=nos add ..3 listed|msg"),
    out(
        "pt.not_on_list",
        "num|=eu neg mas? =entrar|=entre|=estar|=esteja|=constar|=conste|=aparecer|=apareca|=ficar|=fique|=figure|=figurar|=ser|=seja ..3 listed|msg",
    ),
    out("pt.not_on_list", "want ..2 neg mas? belong ..3 list|listed"),
    out("pt.not_on_list", "want|request ..2 =deixar de belong ..4 list|listed"),
    out("pt.leave_list", "num =saia|=saiam|=saisse|=sair|=suma ..1 de ..2 listed|msg"),
    out("pt.leave_list", "num ..1 =fora =disso|=disto|=daqui|=dai"),
    out("pt.leave_list", "num =livre|=limpo|=isento ..1 de ..2 msg|this|thing"),
    out(
        "pt.remove_me",
        "=me|num =considerar|=considerem|=considere|=dar|=deem|=tratem ..1 =como? removed|unsub.past",
    ),
    out(
        "pt.remove_me",
        "=me|=nos|=mim|=eu remove.imp|remove.sub|remove.ind|remove.inf de ..1 thing",
    ),
    out("pt.remove_me", "remove.imp|remove.sub|remove.inf =me|=eu|=nois|=nos|=mim de ..1 thing"),
    out(
        "pt.remove_me",
        "=quem ..2 =falo|=peco|=fala|=procuro|=trato|=pedir|=falar ..3 remove.inf|=parar|=pararem|=sair|=cancelar|unsub.inf ..4 listed|msg",
    ),
    out(
        "pt.how_to_stop",
        "=comando|=procedimento|=caminho|=jeito|=forma|=modo|=meio|=opcao|=maneira ..2 =pra|=para|=de|=pro ..3 =parar|=parem|=pararem|=sair|remove.inf|unsub.inf|=cancelar ..5 pubs|listed|come.inf",
    ),
    out(
        "pt.how_to_stop",
        "=comando|=procedimento|=caminho|=jeito|=forma|=modo|=meio|=opcao|=maneira|=possibilidade ..2 =pra|=para|=de|=pro ..2 neg mas? recv",
    ),
    out(
        "pt.stop_coming",
        "msg|this|thing ..3 =parem|=parar|=pararem|=parassem|=deixem|=deixarem|=deixassem|=cessem ..1 de come.inf",
    ),
    out(
        "pt.stop_coming",
        "=que|=pra|=para ..1 msg ..2 =parem|=pararem|=parassem|=cessem|=cessassem|=acabem|=acabassem|=sumam|=terminem",
    ),
    out("pt.stop_coming", "neg want mas? ..1 que ..2 come.sub ..2 mas|pubs|this"),
    out("pt.stop_coming", "neg mas? come.sub mas? det? msg"),
    out(
        "pt.abstain",
        "=abstenham|=abstenha|=abster|=absterem|=abstivessem ..1 de ..2 send.inf|reach.inf|=contato|=usar|=utilizar|msg|=envio",
    ),
    out(
        "pt.object",
        "=desinteresse|=oposicao|=discordancia|=recusa|=repudio|=desacordo|=contrariedade ..3 recv|msg|=envio|=contato|=recebimento|send.inf",
    ),
    out(
        "pt.object",
        "=vedado|=vedada|=proibido|=proibida|=proibidos|=desautorizo|=desautorizado|=desautorizada|=desautorizados|=veto ..3 =envio|=envios|=contato|=recebimento|msg|=uso|reach.inf",
    ),
    out(
        "pt.spare_me",
        "=me|=nos =poupe|=poupem|=poupa|=livre|=livrem|=livra|=dispense|=dispensem|=dispensa|=isente|=isentem de ..2 msg|this|thing",
    ),
    out(
        "pt.spare_me",
        "=poupe|=poupem|=livre|=livrem|=dispensem|=isentem =me|=nos de ..2 msg|this|thing",
    ),
    out(
        "pt.told_to_stop",
        "asked ..4 exit|recv ..6 =continuo|=continuou|=continuaram|=continua|=continuam|=seguem|=seguiu|=ainda ..2 receive.ger|come.ger|send.ger|=vindo|msg",
    ),
    out("pt.remove_number", "=esquece|=esqueca|=esquecam|=esquecem|=esquecer ..2 exist"),
    out("pt.leave_alone", "gone ..2 =com ..2 msg|this"),
    out("pt.leave_alone", "=deixa|=deixem|=deixe|=deixar own2 num =em peace"),
    out("pt.leave_alone", "=deixa|=deixem|=deixe =em peace $|us|=por|=pelo|=e"),
    out("pt.no_sending", "neg mas? me? send.sub|send.imp|send.inf !=outras ..4 pubs"),
    out("pt.no_sending", "neg =me|=nos send.sub|send.imp !mas $"),
    out("pt.no_sending", "neg =enviem|=disparem|=encaminhem|=enviarem $"),
    out("pt.no_sending", "=nem =mandem|=manda|=mande $"),
    out("pt.no_writing", "^ neg =perturba|=perturbe|=perturbem|=pertuba|=enche|=encham $"),
    out("pt.no_wanting", "neg ..1 want ..2 =tipo|=tipos|=especie ..1 de ..2 msg"),
    out("pt.no_sending", "send.imp|send.sub|reach.sub mas ..5 neg $"),
    out(
        "pt.no_sending",
        "neg ..1 =deem|=dar|=prossigam|=prosseguir|=prossiga|=continuem|=continuar|=continue ..1 =continuidade|=seguimento|=com|=prosseguimento ..2 msg|listed|=contato",
    ),
    out("pt.no_writing", "neg mas? =me|=nos reach.sub|reach.imp =com ..3 msg|this|thing"),
    out(
        "pt.no_sending",
        "neg ..1 =necessidade|=porque|=motivo|=razao|=precisao =de|=pra|=para ..1 me? send.inf|keep ..3 mas|msg|this|send.ger",
    ),
    out(
        "pt.last_one",
        "=que ..2 =seja|=fosse|=sejam =a|=o|=as|=os =ultima|=ultimo|=ultimas|=ultimos ..1 pubs|=vez ..4 msg|send.ind|reach.ind|recv|=recebo|=mandam|=chega",
    ),
    out("pt.no_more", "^ =sem =mais msg"),
    out("pt.stop", "^ modal|=favor|=queiram|=bora =pra? =parar|=pararem $"),
    out(
        "pt.cancel_messages",
        "=suspendam|=suspenda|=interrompam|=interrompa|=cessem|=encerrem|=paralisem|=finalizem|=cessar|=interromper soft? det? det? =envio|=envios|=disparos $|=por",
    ),
    review("pt.call", "neg ..2 =ligue|=liguem|=ligar|=ligarem|=ligando"),
    review("pt.call", "neg want ..3 calls"),
    out(
        "pt.told_to_stop",
        "told ..3 =parar|=pararem|=parem|=parassem|=cessem|=parasse|=parace !foreign $|this|=com|past|=hoje|=e|=isso|=me|=mas|=faz|=agora",
    ),
    out(
        "pt.told_to_stop",
        "asked ..4 =sair|=stop|=parar|=cancelar|=descadastrar|=pare|=parem|=remover|=saida|=descadastro|remove.inf ..5 =continua|=continuam|=ainda|=seguem|=segue|=nada|=adiantou|=adianta|=insistem|=chegando|=chegou|=funciona|=funcionou|=recebendo|send.ger|=resolveu",
    ),
    out("pt.told_to_stop", "^ =quero =parar $"),
    out(
        "pt.how_to_stop",
        "how ..6 =parar|=deixar|=para|=evitar de ..1 recv|=ver ..4 msg|list|this|$",
    ),
    out("pt.how_to_stop", "how ..6 =parar|=deixar de receive.inf ..3 msg|list|this|$"),
    out("pt.how_to_stop", "how ..6 =nao|=n mas? =receber mas? ..1 msg|this|$"),
    out(
        "pt.how_to_stop",
        "how ..6 =sair|=sai|=saio|=saiu|=saimos ..1 =da|=desse|=dessa|=dessas|=desses|=do|=de|=das|=desta|=deste ..1 listed|msg|this",
    ),
    out("pt.how_to_stop", "how ..6 =sair|=sai|=saio =disso|=daqui|=dai|=disto"),
    out(
        "pt.how_to_stop",
        "how ..6 halt|remove.inf|remove.imp|remove.ind =o? =recebimento? det? det? msg",
    ),
    out("pt.how_to_stop", "how ..6 =me unsub.inf|unsub.ind|unsub.imp|=desligar|=desliga"),
    out(
        "pt.how_to_stop",
        "how ..6 =me =descadastro|=desinscrevo|=removo|=tiro|=excluo|remove.inf|remove.ind =de|=da|=dessa|=desse|=do|=disso|=daqui|=desta|=deste ..2 listed|msg|this|$",
    ),
    out(
        "pt.how_to_stop",
        "how ..5 remove.inf|remove.ind|=tiro|=removo|=excluo =meu|=o =meu? num ..1 =da|=de|=dessa|=desse|=do|=daqui|=disso|=desta|=deste ..1 listed|msg|this|$",
    ),
    out(
        "pt.request",
        "request ..5 exit ..2 =de|=do|=da|=dos|=das|=desse|=deste|=dessas|=desses|=desta ..4 msg|listed|=contato|=envio|=envios|=abordagem|=abordagens",
    ),
    out("pt.request", "request ..5 exit ..1 =de|=do|=da|=desse|=deste ..1 num"),
    out("pt.request", "request|=solicita|=requer ..3 =minha|=meu ..1 exit ..3 listed|msg|$"),
    out("pt.request", "^ exit =de|=do|=da|=dos|=das|=desse|=deste|=dessas ..3 listed|msg|num $"),
    out(
        "pt.request",
        "exit =de|=da|=do|=dos|=das ..3 =publicitario|=publicitaria|=publicitarios|=publicitarias|=comercial|=comerciais|=promocional|=promocionais|=marketing|=propaganda|=publicidade",
    ),
    out(
        "pt.request",
        "exit ..5 =dados|=cadastro|=numero|=telefone ..5 =marketing|=publicidade|=promocionais|=comerciais|=propaganda|=mailing|=publicitarios",
    ),
    out(
        "pt.request",
        "halt|remove.inf|remove.imp ..1 =participacao|=presenca|=autorizacao|=aceite|=optin ..2 listed|msg|$",
    ),
    out(
        "pt.request",
        "=solicito|=peco|=favor|=solicitamos|=requeiro ..3 neg mas? send.inf|reach.inf ..3 msg|num|me|$",
    ),
    out(
        "pt.object",
        "=oponho|=oposicao|=opor ..4 =tratamento|=uso|=publicidade|=marketing|msg|=contato|=envio",
    ),
    out(
        "pt.object",
        "neg ..1 =concordo|=concordamos|=aceito|=consenti|=consinto|=autorizo|=permito|=admito|=tolero|=autorizamos ..3 msg|=contato|=envio|=uso|send.inf|receive.inf|=recebimento",
    ),
    out(
        "pt.object",
        "neg ..2 =autorizado|=autorizados|=autorizada|=permitido ..4 msg|num|send.inf|reach.inf|=contato",
    ),
    out(
        "pt.consent",
        "=revogo|=retiro|=revogar|=retirar|=revogacao|=cancelo|=revogada|=revogado|=retirada|=cancelar|=removo ..3 =consentimento|=autorizacao|=permissao|=aceite|=anuencia|=concordancia|=optin",
    ),
    out(
        "pt.consent",
        "=consentimento|=autorizacao|=permissao ..2 =revogado|=revogada|=cancelada|=cancelado|=retirada|=retirado",
    ),
    out(
        "pt.cancel_messages",
        "halt soft? soft? det? det? =contato|=contatos|=comunicacao|=comunicacoes|=abordagem|=abordagens|=disparos ..2 =comigo|num|$|=comercial|=comerciais|=promocionais|=pra|=para",
    ),
    out(
        "pt.cancel_messages",
        "halt soft? soft? det? det? =envio|=envios|=disparos|=disparo|=recebimento =pra|=para|=pro|=neste|=nesse|=ao|=no|=a ..2 num|msg",
    ),
    out("pt.cancel_messages", "halt soft? soft? det? det? =disparos $|=por|=em"),
    out("pt.cancel_messages", "halt soft soft? det? det? msg"),
    out("pt.cancel_messages", "msg ..2 modal =me? halt|remove.inf $|=por|=pf"),
    out(
        "pt.cancel_messages",
        "=bloqueiem|=bloqueie|=bloqueia|=bloquear|=travem =o? =meu num ..3 =para|=pra|=de|=dos|=das|=nos|=nas ..1 msg|listed",
    ),
    out(
        "pt.stop_sending",
        "stop.imp|stop.inf soft? soft? de ..1 me? call ..1 =e|=ou|=nem ..1 me? send.inf|reach.inf",
    ),
    out(
        "pt.stop_sending",
        "stop.imp|stop.inf|=podem|=pode soft? de me? send.inf =coisa|=coisas|=tanta|=tanto|=so? topic",
    ),
    out("pt.stop_sending", "stop.imp|stop.inf soft? de me? send.inf topic"),
    out(
        "pt.stop_sending",
        "stop.imp|stop.inf soft? de send.inf|send.imp|send.ger =o|=a|=os|=as|=um|=uma|=meu|=minha|=seu|=sua ..2 msg|this|=mesma|=coisa|=coisas",
    ),
    out(
        "pt.stop_sending",
        "=parar|=parem|=pare|=para|=chega|=basta|=acabem|=acaba ..1 =com|=de ..2 =insistencia|=perturbacao|=perseguicao|=importunacao|=encheção|=assedio|=amolacao|=bombardeio|=aporrinhacao|=perturbacao|=amolação|=palhacada|=chateacao",
    ),
    out(
        "pt.no_sending",
        "neg =e|=eh =pra|=para|=p|=pa mas? me? mas? send.inf|reach.inf|talk.inf|send.imp ..1 msg|this|num|mas|$",
    ),
    out("pt.no_sending", "neg =e|=eh =pra|=para|=p|=pa mas? =me|=mim mas? send.inf|reach.inf"),
    out(
        "pt.no_sending",
        "send.imp|send.sub|reach.imp|reach.sub this? mas neg $|=por|=pelo|=pelamor|=visse|=viu|=pra|=para|=essas|=esses|=isso|=que|msg|us",
    ),
    out("pt.no_sending", "send.imp|send.sub|reach.imp|reach.sub msg mas neg"),
    out(
        "pt.no_sending",
        "neg need ..2 =me|=mim|=ficar send.inf|reach.inf|send.ger ..2 mas|msg|this|=nada",
    ),
    out(
        "pt.no_sending",
        "neg ..1 =quero|=aguento|=suporto|=aceito|=admito|=tolero|=queremos|=guento|=aguentamos|=permito mas? ..1 =que? us? =fiquem|=continuem|=fique|=ficar|=continuar me? send.ger|reach.ger|send.inf|reach.inf",
    ),
    out(
        "pt.no_sending",
        "neg =me? =volte|=voltem|=tornem|=torne|=ouse|=ousem|=atrevam|=insistam|=insista =mais? =a|=em|=com ..1 me? send.inf|reach.inf|talk.inf|=contatar|msg",
    ),
    out(
        "pt.no_sending",
        "neg send.sub|send.imp|reach.sub|reach.imp ..2 =mais|=+|=nunca|=nada $|=por|=pelo|=para|=pra|=nesse|=neste|=no|=aqui|=nao",
    ),
    out(
        "pt.no_contact",
        "neg want mas? =ser|=sendo mas? contacted =pela|=pelo|=por|=pelos|=pra|=para|$",
    ),
    out("pt.no_contact", "neg want mas? =nada? mas? contact ..1 us"),
    out(
        "pt.no_receiving",
        "want|=optar|=opto|=escolho|=prefiro|=opcao ..1 neg mas? =receber|=reseber|=ver|=ter|=resceber mas? ..2 msg|mas|$|this",
    ),
    out("pt.no_receiving", "want neg mas? ..1 msg"),
    out("pt.no_receiving", "=quero|=kero|=qro mas ..1 msg neg"),
    out(
        "pt.no_receiving",
        "neg ..2 =quero|=queremos|=aguento|=aguentamos|=suporto|=guento|=vou|=desejo|=gostaria|=qro|=kero|=pretendo|=gosto|=tenho mas ..1 =receber|=ver|=reseber|=recebe|=de|=ler|=saco|=paciencia ..2 msg|this|us|=coisa|=coisas",
    ),
    out(
        "pt.no_receiving",
        "neg ..1 =aguento|=suporto|=guento|=tolero|=aguentamos mas ..2 msg|this|us",
    ),
    out(
        "pt.no_receiving",
        "neg want mas? =nada mas? =de|=d|=dessa|=desse|=com|=vindo|=desta|=deste ..1 us|msg|listed",
    ),
    out("pt.no_receiving", "neg want mas? =nada mas? =dai|=disso|=daqui"),
    out(
        "pt.no_receiving",
        "neg want mas? contact|=contatos =com|=por|=pelo|=de|=da|=desse|=dessa|=desta|=deste ..2 us|num|$",
    ),
    out(
        "pt.no_interest",
        "neg ..1 =tenho|=temos|=ha|=possuo mas? ..1 =interesse mas? ..1 =em|=nas|=nos|=nessas|=nesses|=por|=de ..1 =receber|=continuar|msg|send.ger",
    ),
    out(
        "pt.not_on_list",
        "neg mas? =participar|=participo|=pertencer ..1 de|=da|=do|=dessa|=desse|=desta|=deste ..2 list|msg",
    ),
    out(
        "pt.not_on_list",
        "=me|=mim|=eu =deixa|=deixem|=deixe|=deixar|=deixam|=coloca|=coloquem|=mantenham|=mantenha|remove.imp|remove.sub =de? =fora",
    ),
    out(
        "pt.not_on_list",
        "=deixa|=deixem|=deixe|=deixar|=deixam|=mantenham =eu|=me|=meu|=esse|=este num? =de? =fora",
    ),
    out(
        "pt.not_on_list",
        "neg =me =incluam|=inclua|=inclui|=coloquem|=coloque|=ponham|=ponha|=adicionem|=botem|=bota ..3 listed|msg|=mais",
    ),
    out(
        "pt.leave_list",
        "=quero|=qro|=kero|=queria|=gostaria|=preciso|=desejo|=pra|=para|=deixa|=deixem|=pedi|=solicito|=posso ..2 =sair|=sai|=saio =disso|=daqui|=dai|=disto|=fora $|=por|=pelo|=agora|=logo|=urgente|=nao|=e",
    ),
    out(
        "pt.leave_list",
        "=quero|=qro|=kero|=queria|=gostaria|=desejo|=solicito|=preciso|=como ..2 =sair|=sai|=saio|=deixar =fora? =da|=dessa|=dessas|=desse|=desses|=do|=das|=dos|=desta|=deste|=de ..1 msg|listed|=comunidade|=canal",
    ),
    out("pt.leave_alone", "gone =do|=da|=de|=d|=no =meu|=minha pe|=meu"),
    out("pt.leave_alone", "^ =sai|=saiam|=fora $"),
    out(
        "pt.leave_alone",
        "=me =deixa|=deixem|=deixe|=deixar|=deixam|=esquece|=esquecam|=erra|=errem|=larga|=larguem|=larguem =em|=de|=pra|=na|=quieto|=quieta ..1 =paz|=mao|=la|=quieto|=quieta|=sossegado|=sossegada",
    ),
    out("pt.leave_alone", "=me =erra|=errem|=erre|=largue|=larga|=larguem $|us|=com|=por|=loja"),
    out(
        "pt.remove_me",
        "=me|=nos|=nois|=mim|=mi remove.imp|remove.sub|remove.ind|remove.inf|=tra =disso|=daqui|=dai|=disto|=dessas|=desses|=dessa|=desse|=desta|=deste $|soft|=por|=ai|=que|=e|=urgente|msg|listed|=porcaria",
    ),
    out(
        "pt.remove_me",
        "=mim|=mi|=m|=nos|=eu remove.imp|remove.sub|remove.ind|remove.inf =de|=da|=dessa|=desta|=desse|=deste|=do|=das|=dos|=dessas|=desses|=desas|=desa ..2 list|msg|this",
    ),
    out(
        "pt.remove_me",
        "remove.imp|remove.sub|remove.inf =ele|=ela|=esse|=este|=nosso ..2 =da|=das|=do|=dos|=dessa|=desse|=dessas|=desses|=desta|=deste ..1 listed|msg",
    ),
    out(
        "pt.remove_number",
        "remove.imp|remove.sub|remove.inf|remove.ind|halt|=corta|=cortem|=tira =ai? =o? =meu|=nosso|=este|=esse num ..2 =da|=das|=do|=dos|=dessa|=desse|=dessas|=desses|=desta|=de|=daqui|=disso|=deste",
    ),
    out(
        "pt.remove_number",
        "remove.imp|remove.sub|remove.inf|=corta|=cortem|=apaga =ai? =o? =meu|=nosso =n|=no|=nume|=numro|=numer|=contatu|=telefoni|=cell ..3 listed|msg|=dai|=daqui|$|=de",
    ),
    out(
        "pt.remove_number",
        "remove.imp|remove.sub|remove.inf ..1 =meus|=os|=meu =dados|=dado|=registro|=registros ..4 listed|=marketing|=mailing|=sistema|msg",
    ),
    out(
        "pt.remove_me",
        "^ =remove|=remova|=removam|=remover|=descadastra =ai|=aqui|=eu|=logo|=isso? $",
    ),
    out("pt.remove_me", "^ =remove|=remova|=removam|=remover|=exclua|=excluam|=excluir $"),
    review("pt.erase", "remove.imp|remove.sub|remove.inf ..2 =dados|=registro|=registros"),
    review("pt.call", "stop.imp|stop.inf soft? de me? call|=ligar"),
    review("pt.wrong_person", "neg =sou|=me =o|=a|=mais|=chamo"),
    review(
        "pt.wrong_person",
        "=numero|=chip|=telefone =errado|=e|=era =meu|=de|=agora ..2 =outra|=meu|=outro",
    ),
    review("pt.enough", "^ =ja? =deu|=chatice ..1 $"),
    review("pt.less", "=menos =frequencia|=mensagens|=vezes|=msg"),
    review(
        "pt.only",
        "=so|=somente|=apenas ..2 =promocao|=promocoes|=ofertas|=mensagem ..5 =resto|=horario",
    ),
    review("pt.no_wanting_it", "^ neg want =mais? $"),
    out("pt.stop_sending", "=parando|=parano de|=com ..2 msg|this|send.inf|reach.inf"),
    out(
        "pt.told_to_stop",
        "=chega|=basta|=chegaa =ja? =disso|=disto|=dessa|=desse|=dessas|=desses|=desta|=deste $|msg|=ai|=por",
    ),
    out("pt.leave_alone", "^ =to|=tou|=estou|=tamo =fora $"),
    out("pt.leave_alone", "gone =com =o? =meu|=esse|=este num"),
    out(
        "pt.remove_me",
        "=me =bloqueia|=bloqueie|=bloqueiem|=desliga|=desligue|=desliguem|=corta|=cortem|=corte|=pula|=risca|=risquem|=limpa|=desvincula|=dispensa|=dispensem =ai? =logo? de|=da|=desse|=do ..1 listed|msg|this",
    ),
    out(
        "pt.no_sending",
        "neg =mandi|=manderm|=madem|=manden|=mande|=envien|=emvie|=emviem|=mandim|=mandin|=manda|=escrevi|=perturbi|=ligui mas|=nada",
    ),
    out(
        "pt.not_wanted",
        "=dispenso|=dispensamos|=dispensando|=dispensado|=dispensada|=declino|=rejeito|=repudio|=recuso|=abomino|=odeio ..3 =receber|msg|this",
    ),
    out(
        "pt.not_wanted",
        "neg ..1 =preciso|=precisamos|=necessito mas ..1 de|=das|=dos|=desses|=dessas ..2 msg",
    ),
    out(
        "pt.stop_sending",
        "=desiste|=desistam|=desista|=desistem =de =mim|=me|=mandar|=vender|=oferecer",
    ),
    out(
        "pt.no_selling",
        "neg ..2 =ofereca|=oferecam|=insista|=insistam|=empurrem|=tentem|=tente mas",
    ),
    out(
        "pt.stop_receiving",
        "=quero|=gostaria|=queria|=prefiro|=desejo|=preciso|=posso|=podia ..2 =deixar|=parar de receive.inf ..2 msg|this|$",
    ),
    out("pt.remove_me", "=minha =remocao|=exclusao|=retirada|=saida|=baixa ..3 listed|msg|$"),
    out("pt.remove_me", "=ser|=seja|=sejam|=serem|=fosse|=fossem mas? removed ..3 listed|msg|$"),
    out(
        "pt.remove_number",
        "removed|=retirados|=excluidos|=apagados ..2 =meu|=esse|=este num|=contato",
    ),
    out(
        "pt.remove_number",
        "=que|=favor|=peco|=pra|=para =meu|=este|=esse|=o =meu? num =seja|=ser|=fosse removed",
    ),
    out(
        "pt.remove_number",
        "=risquem|=risque|=risca|=desvinculem|=desvincule|=desvincula|=bloqueiem|=descartem|=descarta|=desconsiderem|=desconsidere|=joguem|=joga ..1 =meu|=este|=esse num",
    ),
    out(
        "pt.not_on_list",
        "neg want mas? ..1 belong ..2 =disso|=daqui|=dessa|=desse|=isso|=desta|=deste",
    ),
    out("pt.block", "=quero|=queria|=gostaria ..1 =bloquear|=silenciar|=barrar ..2 msg"),
    out(
        "pt.cut_it",
        "=cessem|=cesse|=cessar|=parem|=parar ..1 =o|=os|=com =envio|=envios|=disparo|=disparos",
    ),
    out(
        "pt.no_wanting",
        "neg want =a|=o|=essa|=esse =propaganda|=publicidade|=divulgacao|=spam|=newsletter",
    ),
    out(
        "pt.no_sending",
        "neg mas? me? send.sub|send.imp =essas|=esses|=tanta|=essa|=esse|=mais =coisa|=coisas|=trem|=negocio|=coisarada",
    ),
    out("pt.unsubscribe", "request ..2 =opt =out"),
    out("pt.unsubscribe", "request ..2 =optout"),
    out(
        "pt.remove_number",
        "=dar|=da|=de|=deem|=darem|=dando =baixa ..1 =no|=do|=em|=na|=nesse|=neste ..1 num|listed",
    ),
    out(
        "pt.remove_me",
        "=me =cancela|=cancele|=cancelem|=cancelar ..1 de|=da|=do|=dessa|=dessas|=desse|=desta|=deste ..1 listed|msg|this",
    ),
    out("pt.remove_me", "^ =retirar|=retirem|=retire|=retira =ai? $"),
    out(
        "pt.leave_alone",
        "=quero|=queria|=preciso|=kero|=qro ..1 =paz|=sossego|=distancia $|us|=com",
    ),
    out("pt.no_more", "^ =sem mas msg|contact"),
    out("pt.no_sending", "neg =e|=eh =pra|=para|=serve|=de ..1 =receber? msg|=isso"),
    out("pt.no_receiving", "neg ..1 =questao ..1 =receber|msg"),
    out(
        "pt.told_to_stop",
        "=podem|=poderiam|=queiram|=favor|=possam =como? =parar =por? $|this|=com",
    ),
    out(
        "pt.told_to_stop",
        "=da|=tem|=teria =pra|=para|=como ..1 =parar|=pararem =por? $|this|=com|=de",
    ),
    out(
        "pt.told_no",
        "told|=repito|=repetir|=repeti|=falando|=avisando|=reitero ..3 neg =quero|=queria|=kero|=qro|=desejo|=queremos mas? ..1 =receber|msg|=nada",
    ),
    out(
        "pt.told_no",
        "told|=repito|=repeti|=repetir ..3 neg =e? =pra? mas? me? send.inf|reach.inf|send.sub|reach.sub|send.imp ..1 mas|msg|num|this|$",
    ),
    out(
        "pt.how_to_stop",
        "=possivel|=possibilidade|=maneira|=jeito|=forma|=modo|=meio ..3 =nao|=deixar|=parar ..1 receive.inf|send.inf ..2 msg|this|mas|$",
    ),
    out(
        "pt.how_to_stop",
        "=possivel|=possibilidade|=maneira|=jeito|=forma|=modo|=meio ..3 =me remove.inf|unsub.inf",
    ),
    out(
        "pt.how_to_stop",
        "=possivel|=possibilidade|=maneira|=jeito|=forma|=modo|=meio ..2 =sair ..1 listed|msg|this",
    ),
    out("pt.object", "=proibido|=proibida|=proibidos|=proibidas ..2 send.inf|msg"),
    out("pt.no_interest", "neg me? =interessa|=interessam mas? ..1 =receber|msg"),
    out(
        "pt.no_sending",
        "neg ..1 =necessidade|=motivo|=razao ..2 =me|=mim send.inf|reach.inf ..2 msg|mas",
    ),
    out("pt.not_on_list", "neg want mas? =aparecer|=figurar|=entrar ..2 listed"),
    out(
        "pt.leave_list",
        "=quero|=gostaria|=desejo|=queria ..1 =me =retirar|=desligar|=desvincular|=excluir|=remover|=descadastrar ..3 listed|msg|this|$",
    ),
    out(
        "pt.stop_sending",
        "=parem|=pare|=para|=parar|=chega|=basta =ja|=logo|=agora? de|=com ..2 send.inf|reach.inf ..1 msg|me|$|this",
    ),
    out(
        "pt.remove_me",
        "remove.imp|remove.sub|remove.inf =ai? =da|=das|=do|=dos|=dessa|=dessas|=desse|=desta|=deste =lista|=listas|=listagem|=mailing|=transmissao|=propagandas|=promocoes|=ofertas|=campanhas|=mensagens|=divulgacao|=disparos|=envios|=prospeccao",
    ),
    out(
        "pt.consent",
        "neg ..1 =tem|=tenho|=tinham|=possuem|=dei|=deram|=ha|=existe|=houve|=temos ..1 =autorizacao|=permissao|=consentimento ..2 send.inf|reach.inf|msg|=envio|=contato",
    ),
    out("pt.no_sending", "send.imp|send.sub mas msg neg"),
    out("pt.no_more", "^ =sem mas? msg =no|=pro|=para|=pra|=aqui|=nesse|=em|=neste|=por ..1 num|$"),
    out("pt.cut_it", "=parem|=pararem|=cessem|=basta|=pare de|=com ..5 msg"),
    out("pt.no_sending", "neg need =de? mas? me? send.inf ..3 mas|msg"),
    out("pt.no_using", "stop.imp|stop.inf de =usar|=utilizar ..2 num"),
    out("pt.no_using", "neg =usem|=use|=utilizem|=utilize mas? ..2 num"),
    out(
        "pt.cancel_messages",
        "halt soft? det? =envio|=envios|=recebimento =delas|=deles|=disso|=disto|=dela|=dessas|=desses",
    ),
    out(
        "pt.no_receiving",
        "neg ..1 =leio|=li|=abro mas? ..1 msg ..2 halt|=tira|=tirem|=remove|=removam",
    ),
    out("pt.unsubscribe", "unsub.inf|unsub.imp|unsub.sub|unsub.i|unsub.ind"),
    out(
        "pt.unsubscribe",
        "=descadastro|=descadastramento|=desinscricao|=descadrasto =por|de|det|this|$",
    ),
    out(
        "pt.unsubscribe",
        "=quero|=solicito|=peco|=gostaria|=desejo|=favor|=fazer|=facam|=faz|=realizar|=efetuar ..2 =descadastro|=descadastramento|=desinscricao|=unsubscribe|=descadastrado|=descadastrada|=remocao",
    ),
    out("pt.unsubscribe", "neg want mas? ..1 belong? ..1 subscribed"),
    out(
        "pt.unsubscribe",
        "=quero|=gostaria|=desejo|=preciso ..1 =ser|=estar =removido|=removida|=excluido|=excluida|=descadastrado|=descadastrada|=retirado|=retirada",
    ),
    // --- stop
    out(
        "pt.stop_sending",
        "stop.imp|stop.inf soft? soft? de|=com ..1 =me|=nos|=mim|=m|=eu|=fica|=ficar =me? send.inf|reach.inf|send.imp|reach.imp|talk.inf|send.ger|reach.ger !call",
    ),
    out(
        "pt.stop_sending",
        "stop.imp|stop.inf soft? soft? de|=com ..1 reach.inf|talk.inf|reach.imp|reach.ger",
    ),
    out(
        "pt.stop_sending",
        "stop.imp|stop.inf soft? soft? de|=com ..1 send.inf|send.imp|send.ger !=o|=a|=os|=as|=um|=uma|=meu|=minha|=seu|=sua",
    ),
    out("pt.stop_sending", "stop.imp|stop.inf ..1 de =ficar me? send.ger|reach.ger|send.inf"),
    out(
        "pt.stop_sending",
        "stop.imp|stop.inf ..1 =de =me|=nos|=mim send.inf|reach.inf|talk.inf|send.imp",
    ),
    out(
        "pt.stop_sending",
        "=parem|=pare|=parar|=pararem me|=nos? send.ger|reach.ger|send.inf|reach.inf msg|me|$",
    ),
    out("pt.stop_receiving", "=parar|=deixar|=para de recv ..4 msg|list|info|this|$"),
    out("pt.stop_receiving", "want =parar|=deixar de ..1 recv"),
    out("pt.cut_it", "cut ..1 =com ..4 msg"),
    out(
        "pt.cut_it",
        "=parem|=pare|=parar|=pararem|=chega|=acabem|=cessem =ja? =com|=de =isso|=isto|this",
    ),
    review("pt.cut_it", "cut =com =isso"),
    // --- do not send
    out(
        "pt.no_writing",
        "neg soft? mas? me? !=insistas|=escribas reach.sub !=com|=nada|=o|=os|=que|=tan|=en|=al|=el|=la",
    ),
    out(
        "pt.no_writing",
        "neg soft? mas? =me|=nos reach.imp|reach.ind !=com|=nada|=que|=se|=em|recv",
    ),
    out("pt.no_writing", "neg reach.imp mas|=o|=com"),
    out("pt.no_adding", "neg mas? me? add ..2 list"),
    out("pt.no_contact", "neg want mas? =ser|=sendo mas? contacted"),
    out("pt.no_contact", "neg want mas? ..1 contact mas? =de|=da|=com|=por|$"),
    out(
        "pt.not_interested_in",
        "neg ..1 =estou|=to|=tenho ..2 interested =em|=nas|=nos ..1 =receber|msg ..3 msg|$",
    ),
    out("pt.object", "=recuso|=rejeito|=oponho|=renuncio ..2 =receber|msg"),
    out(
        "pt.stop_sending",
        "=evitem|=evite|=evitar|=evita ..1 me? send.inf|reach.inf ..2 pubs|msg|num|this|mas",
    ),
    out("pt.leave_list", "^ =sai|=saiam|=fora|=saia =do|=da own2 num"),
    out(
        "pt.leave_list",
        "=me =desligar|=desvincular|=desliga|=desliguem =da|=do|=dessa|=desse|=desta|=deste ..1 list",
    ),
    out("pt.remove_number", "^ remove.inf|remove.imp num $"),
    out("pt.remove_me", "^ remove.inf ..1 list ..1 $"),
    out("pt.no_more", "=deu de|=com ..1 msg"),
    out("pt.remove_me", "=ser|=seja removed ..3 list|$"),
    out("pt.no_writing", "neg me? enter mas? =em contact"),
    out("pt.no_writing", "neg ..2 =entrar|=entre|=entrem mas? =em contact"),
    out("pt.no_sending", "neg soft? me? mas? send.sub !=outras ..2 msg|mas|num|this|info"),
    out(
        "pt.no_sending",
        "=nao|=n|=naum|=num|=nau|=nop|=nunca soft? me? mas? send.imp !=outras ..2 msg|mas|num|this|info",
    ),
    out("pt.no_sending", "neg mas? me? send.sub|send.imp ..2 =pra|=para =mim|=ca|num|=este|=esse"),
    out("pt.no_sending", "neg mas? me? talk.sub ..1 mas"),
    out("pt.no_sending", "neg mas =me? send.sub|send.imp|reach.sub|reach.imp|talk.sub"),
    out("pt.no_sending", "=nunca mas me? send.sub|send.imp|reach.sub|reach.imp|talk.sub"),
    out("pt.no_sending", "neg me? keep me? send.ger|reach.ger|send.inf|reach.inf ..2 !foreign"),
    out("pt.no_sending", "neg me? again =a me? send.inf|reach.inf|talk.inf|enter"),
    out("pt.no_sending", "neg mas? me? send.inf|reach.inf ..2 msg|mas|info"),
    out("pt.no_sending", "^ neg mas? me? reach.inf ..1 $"),
    out("pt.no_sending", "neg need mas? me? send.inf ..2 mas|msg"),
    out("pt.no_sending", "neg need mas me? send.inf|reach.inf"),
    out("pt.no_sending", "neg want mas? que ..2 me? reach.sub|reach.ger|enter"),
    out(
        "pt.no_sending",
        "neg want mas? que ..2 me? send.sub|keep|talk.sub|arrive ..3 msg|mas|num|this|info|send.ger",
    ),
    out("pt.no_sending", "neg want mas? que ..2 me? send.sub|arrive|talk.sub $"),
    out("pt.no_sending", "neg mas? arrive|=chega mas? msg"),
    // --- do not want to receive
    out("pt.no_receiving", "neg ..1 want soft? mas? receive.inf|receive.ger ..4 msg|mas|info"),
    out("pt.no_receiving", "neg ..1 want soft? mas recv|=reseber"),
    out("pt.no_receiving", "neg want mas? recv|=reseber mas? $"),
    out(
        "pt.no_receiving",
        "neg want mas? recv|=reseber =de|this|=essas|=esses|=nada|=coisa|=coisas|=essa|=nenhum|=nenhuma",
    ),
    out("pt.no_receiving", "neg want mas? =continuar|=ficar|=seguir =recebendo|=receber|=a"),
    out("pt.no_receiving", "neg ..1 =interesse mas? ..1 recv"),
    out(
        "pt.no_receiving",
        "neg want mas? =saber mas? =de|=da|=dessa|=dessas|=das|=desta|=deste|=desse ..1 us|msg|this|listed",
    ),
    out("pt.no_receiving", "neg want mas? =saber mas? =disso|=disto|=mais $"),
    out("pt.no_receiving", "neg mas? recv|=reseber ..3 msg|mas|info"),
    out("pt.no_wanting", "neg soft? want more !=a|=o ..1 msg"),
    out(
        "pt.no_wanting",
        "neg soft? want !=a|=o more|det|de|=ver|=ter|=tanta|=nenhum? !more|defsing ..2 msg",
    ),
    out("pt.no_wanting", "neg want ..1 more info"),
    out("pt.no_wanting", "neg ..2 =interesse mas? =em|=nas|=nos|=em ..2 msg"),
    out("pt.not_on_list", "neg want mas? belong ..3 list"),
    out("pt.not_on_list", "neg want mas? que ..3 =tenham|=usem|=guardem|=utilizem ..3 num"),
    // --- remove
    out(
        "pt.remove_me",
        "=me|=nos remove.imp|remove.sub|remove.ind|remove.inf =de|=da|=dessa|=desta|=desse|=deste|=do|=das|=dos ..2 list|msg|this",
    ),
    out("pt.remove_me", "=me|=nos remove.imp|remove.sub|remove.ind|remove.inf soft? ..1 list"),
    out("pt.remove_me", "=me remove.imp|remove.sub|remove.ind|remove.inf $"),
    out(
        "pt.remove_me",
        "remove.imp|remove.sub|remove.ind|remove.inf =eu|=me|=mim|=nois|=nos ..1 list|de|$",
    ),
    out("pt.remove_me", "=me =risca|=risque|=risquem ..2 list"),
    out(
        "pt.remove_number",
        "remove.imp|remove.sub|remove.inf|remove.ind soft? soft? =meu|=meus|=nosso|=nossos|=este|=esse ..2 num",
    ),
    out(
        "pt.remove_number",
        "remove.imp|remove.sub|remove.inf|remove.ind soft? =o =meu? =numero|=contato|=zap|=whatsapp|=telefone|=celular|=num",
    ),
    out("pt.remove_number", "remove.imp|remove.sub|remove.inf|remove.ind det? num ..3 list"),
    out(
        "pt.remove_number",
        "=esquecam|=esquece|=esqueca|=esquecem|=percam|=perca|=perde ..1 own2 num",
    ),
    out("pt.remove_number", "=me =esquece|=esquecam|=esquecem|=esqueca !neg"),
    out(
        "pt.remove_number",
        "remove.imp|remove.sub|remove.inf|halt det? num =da|=do|=de|=desse|=dessa|=desta|=deste ..2 list",
    ),
    review("pt.remove_something", "=me remove.imp|remove.sub"),
    // --- cancel our messages
    out("pt.cancel_subscription", "halt|=cancelamento ..1 own2|det|=da|=do? subs !=na|=no|=em"),
    out("pt.cancel_subscription", "halt ..1 own2|det|=da|=do? subs =na|=no|=em ..2 listed|msg"),
    out(
        "pt.cancel_subscription",
        "remove.imp|remove.inf|remove.sub ..1 own2|det|=da|=do? subs !=e",
    ),
    out(
        "pt.cancel_messages",
        "halt soft? soft? det? det? =envio|=envios|=recebimento|=recebimentos|=servico|=disparo|=remessa ..3 msg",
    ),
    out("pt.cancel_messages", "halt =pra? =mim? det? det? msg"),
    out("pt.cancel_messages", "halt ..1 =todas|=todos ..1 msg"),
    out("pt.cancel_messages", "=quero|=gostaria =cancelar|=parar =o =recebimento|=envio"),
    // --- leave
    out("pt.leave_list", "=sair|=saio|=saindo de|=da|=dessa|=desta|=deste|=desse ..2 list"),
    out("pt.leave_list", "^ =fora de|=da|=dessa|=desta|=deste|=desse ..2 listed"),
    out(
        "pt.leave_list",
        "num|=quero|=me|=ficar|=estar =de? =fora de|=da|=dessa|=desse|=desses|=desta|=deste ..2 listed",
    ),
    out("pt.leave_list", "=quero|=qro|=kero|=gostaria|=desejo ..1 =sair|=sai|=saio $"),
    out("pt.leave_list", "=tira|=tirem ..1 =fora ..2 list"),
    // --- no more
    out("pt.no_more", "neg more ..1 msg"),
    out("pt.no_more", "^ =sem|=nada|=zero =mais|=de? =mais|=de? msg $"),
    out("pt.no_more", "=nem =uma|=mais|=1 ..1 msg"),
    out("pt.no_more", "=nenhuma|=nenhum =outra? msg =a? =mais"),
    out("pt.no_more", "=mais =nenhuma|=nenhum msg"),
    out("pt.no_more", "=nada =de|=mais mas|=de? ..1 msg"),
    out("pt.no_more", "^ neg msg $"),
    out("pt.no_more", "=chega|=basta|=chegaa =ja? de|=com ..3 msg|send.inf|reach.inf|send.imp"),
    out("pt.no_more", "^ =stop|=chega|=pare|=parem|=fora det? msg"),
    // --- leave me alone
    out(
        "pt.leave_alone",
        "=me|=mim|=eu|=nos =deixa|=deixem|=deixe|=deixar|=deixam ..1 =em? peace us?",
    ),
    out("pt.leave_alone", "=deixa|=deixem|=deixe|=deixar|=deixam =eu|=me|=a|=mim ..1 =em? peace"),
    out("pt.leave_alone", "=vai|=vao ..1 =encher|=perturbar|=incomodar =outro|=outra|=outros|=o"),
    out("pt.remove_number", "=exclusao|=remocao|=retirada de ..1 num|list"),
    out("pt.object", "=proibo ..4 num|msg|send.inf|reach.inf|contact"),
    // --- consent
    out(
        "pt.consent",
        "=revogo|=retiro|=revogar|=retirar|=cancelo ..2 =consentimento|=autorizacao|=permissao",
    ),
    out(
        "pt.consent",
        "neg ..1 =autorizo|=autorizamos|=dou|=permito|=consinto ..3 send.inf|reach.inf|send.sub|reach.sub|msg|num|=consentimento|=permissao|=autorizacao|=contato|=envio|=uso",
    ),
    // --- opt in
    back("pt.resume", "=quero|=queria|=gostaria|=desejo =voltar =a =receber ..3 msg"),
    back(
        "pt.resume",
        "=quero|=queria|=gostaria|=desejo =receber|=continuar ..1 =recebendo? ..3 msg",
    ),
    back("pt.resume", "=quero|=queria|=gostaria|=desejo =receber ..3 =novamente|=novo"),
    back("pt.resume", "=quero|=gostaria|=desejo =voltar $"),
    back("pt.resume", "=voltem|=volta|=volte|=voltar|=podem|=voltar ..1 =a =me? send.inf ..3 msg"),
    back("pt.resume", "=podem|=pode =voltar =a =me? send.inf"),
    back(
        "pt.resume",
        "=reativar|=reative|=reativa|=reativem|=ativar|=ative|=ativa|=ativem|=retomar|=religar ..2 msg|subs",
    ),
    back("pt.resume", "=me =reinscreve|=reinscreva|=recadastra|=recadastre|=recadastrem"),
    back(
        "pt.resume",
        "=me =manda|=mande|=mandem|=envia|=envie|=enviem ..2 msg =de? ..1 =novo|=novamente",
    ),
    back("pt.join", "=me|=quero join|=cadastrar|=inscrever de ..1 =novo|list"),
    back("pt.join", "=me join|=inscrevam ..2 list|=novamente|=novo"),
    back(
        "pt.join",
        "=quero|=gostaria|=desejo ..1 =me =inscrever|=cadastrar|=reinscrever|=recadastrar|=descadastrar",
    ),
    review("pt.no_more_it", "^ neg want mas $"),
    // --- somebody should look
    review("pt.not_interested", "neg ..1 =interesse|=interessa"),
    review("pt.few_messages", "=menos|=tanta|=tantas|=muita|=muitas|=demais|=excesso ..1 msg"),
    review("pt.few_messages", "weigh ..4 msg"),
    review("pt.spam", "=spam"),
    review("pt.threat", "=vou|=vamos|=irei ..2 threat"),
    review("pt.threat", "threat =voces|=vcs|=esse|=essa"),
    review("pt.pause", "^ pausa"),
    review("pt.pause", "pausa ..2 msg"),
    review(
        "pt.never_asked",
        "neg ..1 =inscrevi|=cadastrei|=autorizei|=pedi|=solicitei|=dei ..4 msg|num|this|list|$",
    ),
    review(
        "pt.who_gave",
        "=quem|=onde|=como ..3 =deu|=passou|=conseguiram|=pegaram|=tem|=conseguiu|=arrumaram ..2 num",
    ),
    review("pt.no_sending_it", "neg mas? me? send.sub|talk.sub ..1 limit|today|$"),
    review("pt.stop", "^ =para|=chega|=basta =com? =isso? $"),
    review("pt.no_more_it", "neg want mas =isso|=isto|=nada"),
    review("pt.no_wanting_it", "neg want ..3 msg"),
    review(
        "pt.still_writing",
        "=continuam|=continua|=ficam|=porque|=pq|=por ..3 send.ger|reach.ger ..3 msg",
    ),
];

const PAUSES: &[&str] = &[
    "listed =de|=da|=do foreign",
    "=telefone|=numero|=celular =antigo|=velho|=errado",
    "^ =cade",
    "=sin|=sem =avisar|=avisarme|=avisarnos|=confirmar|=consultar|=combinar",
    "mas =de|=que =dos|=dois|=duas|=um|=uma|=una|=tres|=2|=3",
    "=mais =um|=uma $",
    "=tem foreign",
    "=achei|=encontrei|=resolvi|=resolvido",
    "^ =quero|=queria det? foreign|=qualidade",
    "^ send.imp|send.sub =aqui|=pelo|=pela|=por|=no",
    "=preciso =de|=do|=da foreign|subs|topic",
    "=tenho|=recebi|=vi|=peguei|=baixei $",
    "^ =troca|=troque|=muda|=mude",
    "=depois|=apos|=antes =das|=de|=do|=da",
    "msg =agora",
    "=agora =que|=nao",
    "=brincadeira|=zoeira|=brincando",
    "=por =enquanto|=agora|=hoje",
    "=no =momento",
    "=essa|=esta|=nessa|=nesta =semana|=noite|=tarde",
    "=este|=esse|=neste|=nesse =mes|=ano|=momento|=horario",
    "=fim|=final|=fins|=finais de =semana",
    "=todo|=todos =dia|=os|=santo =dias?",
    "=toda =hora|=semana|=noite|=manha",
    "=o =dia =todo|=inteiro",
    "=cada =dia|=hora|=semana",
    "=a|=de|=da|=esse|=essa|=pela =noite|=manha|=madrugada|=hora|=tarde",
    "=amanha =sim|=pode",
    "=mais =tarde|=cedo",
    "neg ..4 =agora $",
    "=em =outro =momento|=horario",
    "=tao =cedo|=tarde",
    "=tanto|=tanta|=tantas|=tantos",
    "=a =menos|=nao =que|=ser",
    "=so|=somente|=apenas =quero ..2 =promocao|=promocoes|=oferta|=ofertas|=cupom|=desconto|=novidades|=mensagem|=receber",
    "=so|=somente|=apenas|=exceto|=salvo =as|=os|=me|=por|=quando|=ofertas|=promocoes|=se|=sobre|=de|=email|=ligacao",
    "=em =vez =de",
    "=ao =inves",
    "=prefiro|=melhor ..1 msg|=por|=email",
];

const CONDITIONS: &[&str] = &[
    "neg =sei|=sabia|=lembro|=consigo|=consegui =se|=sair|remove.inf|=cancelar|=parar",
    "=se =voce|=vc|=nao|=continuar|=continuarem|=quiser|=desejar|=voces|=vcs|=eu|=deseja|=ele|=ela|=me !=puder|=puderem|=podem|=pode|=poderem|=der",
    "=caso =queira|=deseje|=nao",
];
