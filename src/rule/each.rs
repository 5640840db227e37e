//! Every expression of a body, in the order of the page.

use super::{Base, Body, ClaimKind, Deductible, Figure, FundStep, How, Modifier, Step, StepKind};

impl<E> Body<E> {
    /// Calls `see` for each expression that stands in a clause.
    pub fn each(&self, see: &mut dyn FnMut(&E)) {
        self.applies.iter().for_each(&mut *see);
        self.roundings.iter().filter_map(|it| it.when.as_ref()).for_each(&mut *see);
        self.definitions.iter().for_each(|it| see(&it.value));
        self.not_encoded.iter().filter_map(|it| it.when.as_ref()).for_each(&mut *see);
        steps(&self.steps, see);
        for benefit in &self.benefits {
            benefit.when.iter().for_each(&mut *see);
            steps(&benefit.steps, see);
        }
        self.settle.iter().filter_map(|it| it.when.as_ref()).for_each(&mut *see);
        steps(&self.refund, see);
        self.family.iter().for_each(|it| steps(&it.gates, see));
        for claim in &self.claims {
            claim.when.iter().for_each(&mut *see);
            match &claim.kind {
                ClaimKind::Visit(it) | ClaimKind::Cliff(it) => see(it),
                ClaimKind::Sum(it) => [&it.amount, &it.limit].into_iter().for_each(&mut *see),
                ClaimKind::NeverWorse(it) => {
                    [&it.values, &it.than].into_iter().for_each(&mut *see);
                }
            }
        }
        for result in &self.results {
            result.when.iter().for_each(&mut *see);
            see(&result.value);
        }
        self.accumulators.iter().flat_map(|it| &it.keys).for_each(&mut *see);
    }
}

fn steps<E>(steps: &[Step<E>], see: &mut dyn FnMut(&E)) {
    for step in steps {
        step.when.iter().for_each(&mut *see);
        match &step.kind {
            StepKind::Require(gate) | StepKind::Exclude(gate) | StepKind::ExcludeLines(gate) => {
                see(&gate.condition);
            }
            StepKind::SelfPay(it) => {
                figure(&it.figure, see);
                it.on.iter().for_each(&mut *see);
            }
            StepKind::Deductible(it) => deductible(it, see),
            StepKind::Fund(it) => fund(it, see),
            StepKind::Account(it) => it.on.iter().for_each(&mut *see),
        }
    }
}

fn deductible<E>(it: &Deductible<E>, see: &mut dyn FnMut(&E)) {
    figure(&it.amount, see);
    it.ceiling.iter().for_each(|ceiling| see(&ceiling.amount));
    it.on.iter().for_each(see);
}

fn fund<E>(it: &FundStep<E>, see: &mut dyn FnMut(&E)) {
    if let Base::Open(on) = &it.base {
        on.iter().for_each(&mut *see);
    }
    it.deductible.iter().for_each(|it| figure(it, see));
    for payment in &it.pays {
        payment.when.iter().for_each(&mut *see);
        how(&payment.how, see);
    }
    modifiers(&it.modifiers, see);
    for cap in &it.caps {
        cap.when.iter().for_each(&mut *see);
        figure(&cap.amount, see);
    }
}

fn how<E>(how: &How<E>, see: &mut dyn FnMut(&E)) {
    match how.figure() {
        Ok(figure) => see(figure),
        Err(bands) => {
            for band in &bands.bands {
                see(&band.lo);
                band.hi.iter().for_each(&mut *see);
                see(&band.ratio);
            }
        }
    }
}

fn figure<E>(it: &Figure<E>, see: &mut dyn FnMut(&E)) {
    see(&it.value);
    modifiers(&it.modifiers, see);
}

fn modifiers<E>(modifiers: &[Modifier<E>], see: &mut dyn FnMut(&E)) {
    for modifier in modifiers {
        modifier.when.iter().for_each(&mut *see);
        see(&modifier.by);
    }
}
