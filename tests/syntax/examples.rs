//! The examples of the language's design, word for word.

use super::tree;

/// A clause or two, which the design shows without the policy around them.
fn clauses(text: &str) -> String {
    tree(&format!("policy 甲 {{\nbenefit 乙 {{\n{text}\n}}\n}}\n"))
}

#[test]
fn xiangyang() {
    insta::assert_snapshot!(tree(
        r#"
use 医保

policy 襄阳挂号费 "襄阳市医保门诊挂号费" {
    city 襄阳
    source "2025襄阳医保挂号政策全攻略"
    from 2025-01-01

    require 定点                 else "非定点医疗机构不予支付"
    require 号别 is not 特需      else "特需门诊、特需服务除外"

    benefit 挂号费 when 医疗类别 is 挂号 {
        account 个人账户 pays whole or nothing           cite "个人账户余额充足：直接从账户扣"

        fund 统筹基金 {
            ratio {
                级别         | 职工 | 居民
                基层, 一级    | 90%  | 60%
                二级         | 80%  | 50%
                三级         | 70%  | 40%
            }
            uplift 10pp      when 慢特病                   cite "提高10%（70%提至80%）"
            reduce 10pp      when 就医地 is 异地 and 已备案   cite "略降低10%"
            at most 100%
        }
    }
    settle { 现金 }
}
"#
    ));
}

#[test]
fn hengyang() {
    insta::assert_snapshot!(tree(
        "
政策 衡阳职工普通门诊 {
    统筹区 衡阳
    适用 参保类型 为 职工
    自 2022-12-31

    待遇 普通门诊 当 医疗类别 为 普通门诊 {
        起付线 每年 就高补差 {
            基层, 一级：0元
            二级：200元
            三级：300元
        }
        基金 统筹基金 {
            比例 { 基层, 一级：70%；二级, 三级：60% }
        }
    }
    待遇 慢特病 当 医疗类别 为 慢特病 {
        基金 统筹基金 {
            自付比例 20%  至 2025-03-09
            自付比例 10%  自 2025-03-09
        }
    }
    支付 { 个人账户；共济账户；现金 }
}
"
    ));
}

#[test]
fn beijing_anshan_shenzhen() {
    insta::assert_snapshot!(clauses(
        "
fund 统筹基金 {
    ratio by band of fund paid per year {
        band        | 在职 | 退休
        0 .. 2万元   | 70%  | 85%
        2万元 ..     | 60%  | 80%
    }
}

deductible per visit, at most 200元 per year {
    first visit of year : 40元
    later               : 20元
}

benefit year starts 07-01
cap per year { 一档 : 10478元; 二档 : 2619元 }
"
    ));
}

#[test]
fn layers_and_figures() {
    insta::assert_snapshot!(clauses(
        "
fund 大额 { ratio 95%  cap 535000元 per year }
fund 大病 on 起付线 + 按比例自付 + 超封顶线 per year { ratio 60% }
ratio 75% + 0.2pp × 年龄
deductible 30元 × 处方月数 per month
ceiling 80100元 + (费用 − 267000元) × 1%
pays 取大(0元, 基数 × 70% − 2元)
"
    ));
}

#[test]
fn a_scenario() {
    insta::assert_snapshot!(tree(
        r#"
scenario "张阿姨三级医院挂号，账户余额不足" for 襄阳挂号费 {
    person { 参保类型 : 职工; 个人账户 : 0元 }
    visit 2025-05-06 { 医疗类别 : 挂号; 级别 : 三级; 号别 : 普通; 费用 : 10元 }
    expect { 统筹基金 : 7元; 现金 : 3元 }
}
"#
    ));
}
