//! Boxes over the classes of several axes, and merging neighbours into larger boxes.

/// A box: for each axis the classes that it holds.
pub(super) type Box = Vec<Vec<usize>>;

/// How many combinations of classes are looked at before a question is left undecided.
pub(super) const MOST_CELLS: usize = 2_000_000;

/// Calls `visit` with every combination of classes, the last axis running fastest, until it returns
/// false. The caller has checked that there are not too many.
pub(super) fn each_cell(counts: &[usize], mut visit: impl FnMut(&[usize]) -> bool) {
    if counts.contains(&0) {
        return;
    }
    let mut cell = vec![0_usize; counts.len()];
    loop {
        if !visit(&cell) {
            return;
        }
        let mut axis = counts.len();
        loop {
            let Some(last) = axis.checked_sub(1) else { return };
            axis = last;
            let (Some(class), Some(count)) = (cell.get_mut(axis), counts.get(axis)) else { return };
            *class = class.saturating_add(1);
            if *class < *count {
                break;
            }
            *class = 0;
        }
    }
}

/// Joins boxes that differ along one axis only, until no two do.
pub(super) fn merge(cells: Vec<Vec<usize>>) -> Vec<Box> {
    let mut boxes: Vec<Box> =
        cells.into_iter().map(|cell| cell.into_iter().map(|class| vec![class]).collect()).collect();
    let axes = boxes.first().map_or(0, Vec::len);
    for axis in (0..axes).rev() {
        let mut merged: Vec<Box> = Vec::new();
        for next in boxes {
            let partner = merged.iter_mut().find(|known| {
                known.iter().zip(&next).enumerate().all(|(at, (a, b))| at == axis || a == b)
            });
            match (partner.and_then(|known| known.get_mut(axis)), next.get(axis)) {
                (Some(classes), Some(more)) => {
                    classes.extend(more);
                    classes.sort_unstable();
                    classes.dedup();
                }
                _ => merged.push(next),
            }
        }
        boxes = merged;
    }
    boxes
}
