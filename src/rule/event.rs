//! What can happen to a person.

/// A kind of event, in the ledger of a person and in a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// 参保人: facts of the person that hold from the day on, or from the start.
    Person,
    /// 备案: facts with a term, such as care in another place.
    Filing,
    /// 登记: facts with a term, such as a recognised disease.
    Registration,
    /// 就诊.
    Visit,
    /// 退费.
    Refund,
    /// 入账: money that comes to an account.
    Credit,
    /// 绑定: a relative's account may pay.
    Bind,
    /// 解绑.
    Unbind,
    /// 计算: a calculation that is not a visit.
    Calc,
}

impl EventKind {
    /// All kinds with their Chinese and English word, the word of a scenario and of JSON.
    pub const ALL: [(EventKind, &'static str, &'static str); 9] = [
        (EventKind::Person, "参保人", "person"),
        (EventKind::Filing, "备案", "filing"),
        (EventKind::Registration, "登记", "registration"),
        (EventKind::Visit, "就诊", "visit"),
        (EventKind::Refund, "退费", "refund"),
        (EventKind::Credit, "入账", "credit"),
        (EventKind::Bind, "绑定", "bind"),
        (EventKind::Unbind, "解绑", "unbind"),
        (EventKind::Calc, "计算", "calc"),
    ];

    /// Its Chinese and English word.
    pub fn words(self) -> (&'static str, &'static str) {
        let found = EventKind::ALL.into_iter().find(|(kind, _, _)| *kind == self);
        found.map_or(("", ""), |(_, zh, en)| (zh, en))
    }
}
