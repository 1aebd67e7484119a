//! French: a modest set of sentences.

use super::source::{Rule, Source, out, review};
use super::verbs::listed;

/// French.
pub(super) const SOURCE: Source = Source {
    tag: "fr",
    words: &[
        (
            "soft",
            &[
                "bonjour bonsoir salut svp stp s il vous te plait merci maintenant immediatement de suite cordialement",
            ],
        ),
        ("and", &["et mais car"]),
        ("neg", &["ne n pas jamais not"]),
        ("glide", &["veux voudrais souhaite pas me nous de que demande demandais vous"]),
        ("third", &["il elle mon ma ami amie client cliente mari femme"]),
        ("ask", &["comment pourquoi quand ou combien puis"]),
        ("hedge", &["avant sans si repondez envoyez"]),
        (
            "limit",
            &[
                "soir nuit dimanche weekend aujourd demain matin moins autant instant tant heure semaine",
            ],
        ),
        (
            "foreign",
            &["commande colis rendez rdv compte carte livraison facture reservation produit"],
        ),
        (
            "msg",
            &[
                "message messages sms msg pub pubs publicite publicites promo promos promotion promotions offre \
                    offres spam newsletter notifications textos mails",
            ],
        ),
        ("mine", &["me m moi mon je ma nous"]),
        ("me", &["me m moi nous"]),
        (
            "send",
            &[
                "envoyer envoyez envoie envoies contacter contactez contacte contactes ecrire ecrivez ecris \
                     deranger derangez derange importuner importunez harceler harcelez solliciter spammer textoter",
            ],
        ),
        (
            "reach",
            &[
                "contacter contactez contacte contactes ecrire ecrivez ecris deranger derangez derange \
                      importuner importunez harceler harcelez solliciter sollicitez",
            ],
        ),
        ("stop", &["arretez arrete arreter cessez cesse cesser"]),
        ("list", &["liste listes base fichier diffusion repertoire groupe"]),
        ("num", &["numero contact coordonnees tel telephone"]),
        (
            "remove",
            &[
                "retirez retire retirer supprimez supprime supprimer enlevez enleve enlever effacez efface \
                       effacer desinscrivez rayez",
            ],
        ),
        (
            "unsub",
            &["desabonner desabonnez desabonne desabonnement desinscrire desinscrivez desinscris \
                      desinscription desinscrit"],
        ),
    ],
    verbs: &[],
    conjugate: listed,
    rules: RULES,
    pauses: &["=pour =l? =instant|=moment", "=ce =soir", "=le =soir|=matin|=dimanche"],
    conditions: &["=si =vous|=tu|=je"],
    near: "",
};

const RULES: &[Rule] = &[
    out("fr.no_sending", "=ne|=n? me reach =plus|=pas|=jamais"),
    out("fr.no_sending", "=ne|=n? me send =plus|=pas|=jamais ..2 msg"),
    out("fr.no_sending", "=ne|=n? me send =plus|=jamais"),
    out("fr.no_sending", "=ne =plus me send"),
    out("fr.stop_sending", "stop =de|=d me? send"),
    out("fr.no_receiving", "neg =veux|=souhaite|=desire|=voudrais =plus|=pas =recevoir ..4 msg|$"),
    out("fr.no_receiving", "=ne =plus =recevoir ..3 msg"),
    out("fr.no_wanting", "neg =veux|=souhaite =plus|=pas =de|=vos|=d ..1 msg"),
    out("fr.no_more", "^ =plus =de|=aucun ..1 msg"),
    out("fr.stop_messages", "stop =les|=ces|=vos|=l? =envoi|=de|=vos|=les? msg"),
    out("fr.remove_me", "remove me ..3 list"),
    out("fr.remove_me", "me remove =de ..2 list"),
    out("fr.remove_number", "remove =mon|=mes|=ce num"),
    out("fr.unsubscribe", "=me|=m|=moi|=veux|=souhaite ..1 unsub"),
    out("fr.unsubscribe", "unsub =moi|=nous"),
    out("fr.leave_alone", "=laissez|=laisse me =tranquille|=en"),
    review("fr.unsub_word", "unsub"),
    review("fr.spam", "=spam"),
];
