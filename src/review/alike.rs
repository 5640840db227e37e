//! `lookalike-names`: two names that differ only by characters that look, or mean, the same.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::names::Given;
use crate::diagnostics::{Code, Problem, Problems};
use crate::policy::Policy;
use crate::text;

/// Traditional forms and variants that stand in such files, each with the usual form; and characters
/// that the eye takes for each other.
const SAME: &str = "帐账 帳账 賬账 戶户 線线 缐线 醫医 療疗 門门 診诊 費费 額额 級级 職职 種种 類类 區区 縣县 鎮镇 鄉乡 國国 \
    統统 籌筹 險险 報报 銷销 標标 準准 計计 個个 歲岁 齡龄 補补 貼贴 實实 數数 學学 兒儿 員员 業业 農农 檔档 點点 單单 價价 \
    藥药 檢检 驗验 術术 殘残 軍军 離离 養养 產产 產产 復复 複复 後后 裡里 裏里 累纍 積积 繳缴 納纳 參参 與与 給给 對对 應应 \
    總总 額额 範范 圍围 項项 目目 購购 買买 賣卖 轉转 異异 備备 記记 錄录 認认 協协 議议 規规 則则 條条 約约 結结 餘余 馀余 \
    己已 巳已 未末 土士 日曰 人入 干千 0O 0o 1l 1I 二ニ 一ー 口囗 卜ト 力カ 工エ";

/// The usual form of each of them.
static USUAL: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    let mut usual = BTreeMap::new();
    for pair in SAME.split_whitespace() {
        let mut pair = pair.chars();
        let (Some(first), Some(second)) = (pair.next(), pair.next()) else { continue };
        // `0O`: the capital is taken for the figure; the other pairs give the usual form last.
        let (from, to) = if first.is_ascii_digit() { (second, first) } else { (first, second) };
        let _first_counts = usual.entry(from).or_insert(to);
    }
    usual
});

/// A name with one form for all that look the same.
fn skeleton(name: &str) -> String {
    let usual = |letter: char| USUAL.get(&letter).copied().unwrap_or(letter);
    name.nfkc().map(usual).flat_map(char::to_lowercase).collect()
}

pub(super) fn check(given: &[Given<'_>], policies: &[&Policy], problems: &mut Problems) {
    let mut known: BTreeMap<String, Vec<&Given<'_>>> = BTreeMap::new();
    for it in given {
        known.entry(skeleton(&it.name.node)).or_default().push(it);
    }
    let standard = standard(policies);
    for (skeleton, alike) in &known {
        for (index, it) in alike.iter().enumerate() {
            let earlier = alike.iter().take(index);
            let twin = earlier.rev().find(|other| other.name.node != it.name.node);
            let usual = standard.get(skeleton).filter(|name| **name != it.name.node);
            match (twin, usual) {
                (None, None) => problems.proved(Code::LookalikeNames),
                (Some(twin), _) => problems.push(
                    alike_to(it, &twin.name.node)
                        .also(twin.name.span, text!("另一个在这里", "the other one")),
                ),
                (None, Some(usual)) => problems.push(alike_to(it, usual)),
            }
        }
    }
}

/// The names that the vocabularies bring, by their skeletons.
fn standard<'p>(policies: &[&'p Policy]) -> BTreeMap<String, &'p str> {
    let names = policies.iter().flat_map(|policy| {
        let vocabulary = &policy.vocabulary;
        let values = vocabulary.enums.iter().flat_map(|it| &it.values).map(|it| it.name.as_str());
        let fields = vocabulary.fields.iter().map(|it| it.name.as_str());
        let accounts = vocabulary.accounts.iter().map(|it| it.name.as_str());
        fields.chain(accounts).chain(values)
    });
    names.map(|name| (skeleton(name), name)).collect()
}

fn alike_to(it: &Given<'_>, twin: &str) -> Problem {
    let name = &it.name.node;
    Problem::new(
        Code::LookalikeNames,
        it.name.span,
        text!(
            "“{name}”和“{twin}”只差看起来一样的字，却是两个名称",
            "`{name}` and `{twin}` differ only by characters that look the same, and are two names"
        ),
    )
    .help(text!(
        "如果说的是同一个，两处写成一样；不是同一个，换一个分得清的名称",
        "write both alike if they mean the same; otherwise choose a name that can be told apart"
    ))
}

#[cfg(test)]
mod tests {
    use super::skeleton;

    #[test]
    fn what_looks_the_same_has_one_skeleton() {
        for (one, other) in [
            ("个人帐户", "個人賬戶"),
            ("乙類自付", "乙类自付"),
            ("A类", "a类"),
            ("档1O", "档10"),
            ("自已缴费", "自己缴费"),
            ("甲(一)".split('(').next().unwrap_or(""), "甲"),
        ] {
            assert_eq!(skeleton(one), skeleton(other), "{one} {other}");
        }
        assert_ne!(skeleton("一档"), skeleton("二档"));
        assert_ne!(skeleton("个人账户"), skeleton("共济账户"));
    }
}
