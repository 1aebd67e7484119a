//! What the dry run says.

use crate::dashboard::shell::Locale;

#[derive(Debug)]
pub(super) struct Texts {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) recipients: &'static str,
    pub(super) recipients_hint: &'static str,
    pub(super) drop_file: &'static str,
    pub(super) choose_file: &'static str,
    pub(super) no_file: &'static str,
    pub(super) column: &'static str,
    pub(super) column_hint: &'static str,
    pub(super) category: &'static str,
    pub(super) marketing: &'static str,
    pub(super) utility: &'static str,
    pub(super) authentication: &'static str,
    pub(super) exclude: &'static str,
    pub(super) exclude_hint: &'static str,
    pub(super) sender: &'static str,
    pub(super) any_sender: &'static str,
    pub(super) run: &'static str,
    pub(super) result: &'static str,
    pub(super) applied: &'static str,
    pub(super) flag_off: &'static str,
    pub(super) category_exempt: &'static str,
    pub(super) received: &'static str,
    pub(super) sendable: &'static str,
    pub(super) excluded: &'static str,
    pub(super) invalid: &'static str,
    pub(super) on_list: &'static str,
    pub(super) download_sendable: &'static str,
    pub(super) download_left_out: &'static str,
    pub(super) left_out: &'static str,
    pub(super) nobody_left_out: &'static str,
    pub(super) recipient: &'static str,
    pub(super) why: &'static str,
    pub(super) since: &'static str,
    pub(super) more: &'static str,
    pub(super) opted_out: &'static str,
    pub(super) no_recipients: &'static str,
    pub(super) too_many: &'static str,
    pub(super) bad_campaign: &'static str,
    pub(super) running: &'static str,
    pub(super) cancel: &'static str,
    pub(super) failed: &'static str,
    pub(super) no_column: &'static str,
    too_short: &'static str,
    too_long: &'static str,
    no_country: &'static str,
    spreadsheet: &'static str,
    impossible: &'static str,
    not_a_recipient: &'static str,
}

impl Texts {
    pub(super) const fn of(locale: Locale) -> &'static Self {
        locale.pick(&EN, &ES, &PT)
    }

    /// What people call a category.
    pub(super) fn category_named(&self, name: &str) -> &'static str {
        match name {
            "UTILITY" => self.utility,
            "AUTHENTICATION" => self.authentication,
            _ => self.marketing,
        }
    }

    /// Why people on the list are left out or not.
    pub(super) fn rule_named(&self, reason: &str) -> &'static str {
        match reason {
            "flag_off" => self.flag_off,
            "category_exempt" => self.category_exempt,
            _ => self.applied,
        }
    }

    /// The reasons why something is no recipient, with what they are called.
    pub(super) const fn invalid_reasons(&self) -> [(&'static str, &'static str); 7] {
        [
            ("phone_too_few_digits", self.too_short),
            ("phone_too_many_digits", self.too_long),
            ("phone_text_too_long", self.too_long),
            ("phone_missing_country_code", self.no_country),
            ("phone_missing_area_code", self.no_country),
            ("phone_spreadsheet_number", self.spreadsheet),
            ("phone_impossible_number", self.impossible),
        ]
    }

    /// What one of these is called; the others are just no recipients.
    pub(super) fn invalid_named(&self, code: &str) -> &'static str {
        let known = self.invalid_reasons().into_iter().find(|(name, _)| *name == code);
        known.map_or(self.not_a_recipient, |(_, label)| label)
    }

    /// What the script says, by the name that it asks with.
    pub(super) fn said_by_script(&self) -> Vec<(&'static str, &'static str)> {
        let mut said = vec![
            ("running", self.running),
            ("failed", self.failed),
            ("no_column", self.no_column),
            ("no_recipients", self.no_recipients),
            ("applied", self.applied),
            ("flag_off", self.flag_off),
            ("category_exempt", self.category_exempt),
            ("opted_out", self.opted_out),
            ("invalid", self.not_a_recipient),
            ("more", self.more),
        ];
        said.extend(self.invalid_reasons());
        said
    }
}

const EN: Texts = Texts {
    title: "Dry run",
    lead: "See who a campaign would leave out, and why. Nothing is sent and nothing goes on record.",
    recipients: "Recipients",
    recipients_hint: "One a line: phone numbers in any spelling, or user ids.",
    drop_file: "Drop a text or CSV file here, of any size",
    choose_file: "Choose a file",
    no_file: "Remove the file",
    column: "Column with the recipients",
    column_hint: "All other columns stay as they are.",
    category: "Template category",
    marketing: "Marketing",
    utility: "Utility",
    authentication: "Authentication (OTP)",
    exclude: "Exclude contacts on the exclusion list",
    exclude_hint: "The flag of the campaign. Without it nobody is left out.",
    sender: "Sender",
    any_sender: "Not decided",
    run: "Try it out",
    result: "Result",
    applied: "People on the list are left out.",
    flag_off: "Nobody is left out: the campaign does not exclude contacts on the list.",
    category_exempt: "Nobody is left out: utility and authentication templates are never filtered.",
    received: "Recipients",
    sendable: "May be sent to",
    excluded: "Left out",
    invalid: "Not a recipient",
    on_list: "On the list",
    download_sendable: "Download who may be sent to",
    download_left_out: "Download who is left out",
    left_out: "Who would not be sent to",
    nobody_left_out: "Everybody on this list may be sent to.",
    recipient: "Recipient",
    why: "Why",
    since: "Since",
    more: "more are in the file.",
    opted_out: "Opted out",
    no_recipients: "Paste at least one recipient, or choose a file.",
    too_many: "That is a long list. Save it as a file and drop it here.",
    bad_campaign: "The sender is no phone number, or the category is missing.",
    running: "{done} of {size} MB, {rows} recipients so far",
    cancel: "Cancel",
    failed: "The transfer broke off. Nothing was changed; try again.",
    no_column: "The file has no such column.",
    too_short: "Too few digits",
    too_long: "Too many digits",
    no_country: "No country or area code",
    spreadsheet: "Damaged by a spreadsheet",
    impossible: "No such number",
    not_a_recipient: "No number and no user id",
};

const ES: Texts = Texts {
    title: "Simulación",
    lead: "Mira a quién dejaría fuera una campaña, y por qué. No se envía ni se registra nada.",
    recipients: "Destinatarios",
    recipients_hint: "Uno por línea: números escritos de cualquier forma, o identificadores de usuario.",
    drop_file: "Suelta aquí un archivo de texto o CSV, de cualquier tamaño",
    choose_file: "Elegir un archivo",
    no_file: "Quitar el archivo",
    column: "Columna con los destinatarios",
    column_hint: "Las demás columnas quedan como están.",
    category: "Categoría de la plantilla",
    marketing: "Marketing",
    utility: "Utilidad",
    authentication: "Autenticación (OTP)",
    exclude: "Excluir a los contactos de la lista de exclusión",
    exclude_hint: "La opción de la campaña. Sin ella no se excluye a nadie.",
    sender: "Remitente",
    any_sender: "Sin decidir",
    run: "Simular",
    result: "Resultado",
    applied: "Quienes están en la lista quedan fuera.",
    flag_off: "Nadie queda fuera: la campaña no excluye a los contactos de la lista.",
    category_exempt: "Nadie queda fuera: las plantillas de utilidad y autenticación nunca se filtran.",
    received: "Destinatarios",
    sendable: "Se les puede enviar",
    excluded: "Quedan fuera",
    invalid: "No son destinatarios",
    on_list: "En la lista",
    download_sendable: "Descargar a quiénes se puede enviar",
    download_left_out: "Descargar quiénes quedan fuera",
    left_out: "A quiénes no se enviaría",
    nobody_left_out: "Se puede enviar a todos los de esta lista.",
    recipient: "Destinatario",
    why: "Por qué",
    since: "Desde",
    more: "más están en el archivo.",
    opted_out: "Se dio de baja",
    no_recipients: "Pega al menos un destinatario, o elige un archivo.",
    too_many: "La lista es larga. Guárdala como archivo y suéltalo aquí.",
    bad_campaign: "El remitente no es un número de teléfono, o falta la categoría.",
    running: "{done} de {size} MB, {rows} destinatarios hasta ahora",
    cancel: "Cancelar",
    failed: "La transferencia se cortó. No cambió nada; inténtalo de nuevo.",
    no_column: "El archivo no tiene esa columna.",
    too_short: "Faltan dígitos",
    too_long: "Sobran dígitos",
    no_country: "Sin código de país o de área",
    spreadsheet: "Dañado por una hoja de cálculo",
    impossible: "No existe tal número",
    not_a_recipient: "Ni número ni identificador de usuario",
};

const PT: Texts = Texts {
    title: "Simulação",
    lead: "Veja quem uma campanha deixaria de fora, e por quê. Nada é enviado nem registrado.",
    recipients: "Destinatários",
    recipients_hint: "Um por linha: números escritos de qualquer forma, ou identificadores de usuário.",
    drop_file: "Solte aqui um arquivo de texto ou CSV, de qualquer tamanho",
    choose_file: "Escolher um arquivo",
    no_file: "Remover o arquivo",
    column: "Coluna com os destinatários",
    column_hint: "As demais colunas ficam como estão.",
    category: "Categoria do modelo",
    marketing: "Marketing",
    utility: "Utilidade",
    authentication: "Autenticação (OTP)",
    exclude: "Excluir os contatos da lista de exclusão",
    exclude_hint: "A opção da campanha. Sem ela ninguém é excluído.",
    sender: "Remetente",
    any_sender: "Não decidido",
    run: "Simular",
    result: "Resultado",
    applied: "Quem está na lista fica de fora.",
    flag_off: "Ninguém fica de fora: a campanha não exclui os contatos da lista.",
    category_exempt: "Ninguém fica de fora: modelos de utilidade e autenticação nunca são filtrados.",
    received: "Destinatários",
    sendable: "Podem receber",
    excluded: "Ficam de fora",
    invalid: "Não são destinatários",
    on_list: "Na lista",
    download_sendable: "Baixar quem pode receber",
    download_left_out: "Baixar quem fica de fora",
    left_out: "Quem não receberia",
    nobody_left_out: "Todos desta lista podem receber.",
    recipient: "Destinatário",
    why: "Por quê",
    since: "Desde",
    more: "a mais estão no arquivo.",
    opted_out: "Pediu para sair",
    no_recipients: "Cole ao menos um destinatário, ou escolha um arquivo.",
    too_many: "A lista é longa. Salve-a como arquivo e solte-o aqui.",
    bad_campaign: "O remetente não é um número de telefone, ou falta a categoria.",
    running: "{done} de {size} MB, {rows} destinatários até agora",
    cancel: "Cancelar",
    failed: "A transferência foi interrompida. Nada mudou; tente de novo.",
    no_column: "O arquivo não tem essa coluna.",
    too_short: "Faltam dígitos",
    too_long: "Sobram dígitos",
    no_country: "Sem código do país ou da área",
    spreadsheet: "Danificado por uma planilha",
    impossible: "Esse número não existe",
    not_a_recipient: "Nem número nem identificador de usuário",
};
