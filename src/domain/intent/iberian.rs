//! What Spanish and Portuguese share.
//!
//! Each is read by the grammar of the other too (`para de mandar` is both), so words that veto have to be
//! known to both.

/// Greetings, thanks, fillers.
pub(super) const SOFT: &[&str] = &[
    "hola holaa holis ola oi oii oie ei hey hi hello buenas buenos buen bom boa dia dias tarde tardes noche \
     noches noite saludos gracias grasias graciass muchas mil obrigado obrigada obg obgd brigado valeu grato \
     grata vlw agradecido agradecida agradezco agradeceria por x favor fvr pf pfv pfvr pff porfa porfavor \
     porfis porfavorr porfi xfa xfavor pls plz please plis pliss ya ja ok okay oka bueno bien che chicos \
     chicas gente amigo amiga amigos amigas senor senora senores senorita moco moca querido querida pessoal \
     galera cara mano doctor don dona sr sra estimado estimada estimados estimadas cordial atentamente att \
     urgente inmediatamente inmediato imediatamente imediato agora ahora mismo mesmo logo ahorita urgentemente \
     gentileza gentilmente cortesia amable amablemente disculpa disculpen disculpe perdon desculpa desculpe \
     inconveniente molestia bendiciones abrazo abraco thanks thank you thx ty eh eu pue dale va jaja kkk kkkk \
     haha jajaja rs rsrs si sim s nomas pues pos wey guey boludo carajo ctm csm hdp concha \
     puta madre porra caralho pqp vsf definitivamente \
     permanentemente totalmente completamente definitivo asap vez uma una de linda lindo amables siempre sempre",
];

/// Not, in every spelling and language nearby.
pub(super) const NEG: &[&str] =
    &["no noo nop nao naum nau n nunca jamas jamais tampoco nem ni not dont never num nn ñ"];

/// Somebody else.
pub(super) const THIRD: &[&str] = &[
    "ella ellos ellas ele ela eles elas alguien alguem dicen dice dijo dijeron dizem diz disse disseram decia falou usuario usuarios",
];

/// Somebody else too, but only after an owner: `madre` alone may be a curse.
pub(super) const KIN: &[&str] = &[
    "hermana hermano irma irmao mama papa madre padre mae pai hijo hija filho filha esposo esposa marido mujer \
     mulher novio novia namorado namorada amigo amiga primo prima tio tia vecina vecino vizinho vizinha jefe jefa \
     chefe cliente abuela abuelo avo suegra sogra companero companera colega socio empleado pessoa persona cunado \
     cunada senora esposa",
];

/// Makes somebody of the word after it.
pub(super) const OWNER: &[&str] = &["mi mis mi la una un o a uma meu minha nossa mia"];

/// Before a question word they make a request: `tem como`.
pub(super) const POLITE: &[&str] = &["tem teria tinha haveria teriam"];

/// An object too, but part of our messages in `servicio de mensajes`.
pub(super) const SERVICE: &[&str] = &["servicio servicios servico servicos"];

/// Makes a question of what follows. `como` and `que` are courtesies elsewhere; here they count only before a
/// match.
pub(super) const ASK: &[&str] = &[
    "como cm quando cuando donde onde aonde cual qual porque porq pq xq quien quem cuanto quanto quantas \
     cuantas puedo posso podemos consigo van vas vao iran tengo tenho debo devo hay existe \
     sabes saben sabe sabem duda duvida pregunta pergunta consulta \
     fazer hago faco hacer paso passo",
];

/// Makes a thought of what follows.
pub(super) const HEDGE: &[&str] = &[
    "antes sin sem casi quase pensando pensar pense pensei quizas quiza talvez capaz acaso acho creo \
     posiblemente provavelmente depois despues estaba estava iba ia avisen avisa avisem recomiendo \
     recomendo opcionalmente igual chance cuidado aunque",
];

/// Quotes an instruction of ours.
pub(super) const FOOTER: &[&str] = &[
    "responda responde respondan responder respondiendo respondendo envia envie digite digita escriba escribe \
     conteste contesta clique click clic haga faca oprima presione marque reply text texto palabra palavra",
];

/// Part of the time, of the messages, of the ways to write.
pub(super) const LIMIT: &[&str] = &[
    "noche noches noite madrugada manana manha tarde domingo domingos sabado sabados feriado feriados finde \
     lunes martes miercoles jueves viernes segunda sexta horario horarios hora horas \
     menos demasiado seguido frecuencia frequencia frequentemente mientras enquanto hasta ate todavia aun ainda \
     temprano cedo solo solamente so somente apenas excepto exceto salvo audio audios fotos foto videos video voz \
     stickers figurinhas trabajo trabalho reunion reuniao vacaciones ferias feriados semana mes reemplazo instead \
     momentaneamente enquanto temporalmente temporariamente duplicados repetidos duplicado repetido \
     repetidas duplicadas equivocado equivocada errado errada",
];

/// Limits, unless they say from when on.
pub(super) const TODAY: &[&str] = &["hoy hoje amanha"];

/// From when on.
pub(super) const SINCE: &[&str] = &["de desde partir since from a"];

/// Objects that are not our messages.
pub(super) const FOREIGN: &[&str] = &[
    "turno turnos cita citas pedido pedidos compra compras reserva reservas reservacion orden ordenes \
     internet plan planes linea tarjeta tarjetas cuenta cuentas prestamo prestamos poliza seguro seguros gimnasio gym \
     gimnasia consulta consultas factura facturas boleta boletas recibo recibos pago pagos cuota cuotas deuda debito \
     credito producto productos paquete paquetes luz agua gas cable telefonia netflix \
     spotify curso cursos clase clases talle talla zapatillas zapatos vestido camisa pantalon remera pizza \
     empanadas hamburguesa cebolla queso comida presupuesto cotizacion cotizaciones precio precios comprobante comprobantes \
     ubicacion direccion link enlace codigo contrasena clave examen estudio estudios receta medico medica laboral \
     monotributo sindicato afip sat imss obra social escuela colegio voluntaria trabajo alarma viaje vuelo hotel \
     habitacion mesa entrada entradas boleto boletos garantia contrato alquiler departamento auto moto inmueble propiedad \
     agendamento agendamentos pedido entrega entregas conta contas plano planos pagamento pagamentos consulta \
     emprestimo cartao cartoes financiamento parcela parcelas fatura faturas boleto nota fiscal encomenda encomendas \
     produto produtos servico servicos curso cursos aula aulas academia matricula membresia anualidad reserva passagem viagem voo quarto mesa ingresso \
     ingressos orcamento preco precos comprovante endereco localizacao senha codigo exame exames receita atestado \
     loja escola faculdade carro casa apartamento aluguel contrato garantia seguro blusa vestido tenis sapato sapatos \
     camiseta calca tamanho cor cebola queijo lanche marmita hamburguer musica som item itens articulo articulos \
     carrinho carrito duvida duvidas duda dudas premium app aplicacion aplicativo perfil instagram facebook pix \
     cobro cobros cobranza cobranca transferencia dinero plata dinheiro multa multas rastreio \
     rastreo guia tracking espera bolsa medicamento medicamentos remedio resultados resultado cobertura \
     invitados cumpleanos fiesta festa evento eventos pileta cancha leche pan leite pao nomina salario sueldo empleo vacante \
     fotos foto archivo archivos arquivo arquivos documento documentos dni cpf rg curriculum cv",
];
