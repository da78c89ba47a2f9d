//! The two sides of a file in which a merge left its markers.

/// The fewest characters of a marker.
const FEWEST: usize = 7;

/// Takes a text with the markers of a merge apart: ours, then theirs. `None` when it has none, or they are not in order.
///
/// Markers are told by their length: those of the outermost conflict are the first. What a merge of merges left inside of the
/// part that both sides come from has longer ones, and is no side.
pub fn sides(text: &str) -> Option<[String; 2]> {
    let first = text.lines().find(|line| length(line, '<') >= FEWEST)?;
    let wanted = length(first, '<');
    let is_marker = |line: &str, mark| length(line, mark) == wanted;
    let mut sides = [String::new(), String::new()];
    let mut part = Part::Both;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        part = match part {
            Part::Both if is_marker(bare, '<') => Part::Ours,
            Part::Ours if is_marker(bare, '|') => Part::Base,
            Part::Ours | Part::Base if is_marker(bare, '=') => Part::Theirs,
            Part::Theirs if is_marker(bare, '>') => Part::Both,
            _ => {
                let [ours, theirs] = &mut sides;
                if matches!(part, Part::Both | Part::Ours) {
                    ours.push_str(line);
                }
                if matches!(part, Part::Both | Part::Theirs) {
                    theirs.push_str(line);
                }
                part
            }
        };
    }
    (part == Part::Both).then_some(sides)
}

/// Where in a conflict a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Both,
    Ours,
    Base,
    Theirs,
}

/// Returns how often a line repeats this character at its beginning, when nothing but a label follows.
fn length(line: &str, mark: char) -> usize {
    let rest = line.trim_start_matches(mark);
    let is_alone = rest.is_empty() || rest.starts_with(' ') || rest == "\r";
    if is_alone { line.len() - rest.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_taken_apart_by_the_length_of_their_markers() {
        let both = |ours: &str, theirs: &str| Some([ours.to_owned(), theirs.to_owned()]);
        for (text, expected) in [
            ("a\nb\n", None),
            (
                "a\n<<<<<<< x\nb\n=======\nc\n>>>>>>> y\nd\n",
                both("a\nb\nd\n", "a\nc\nd\n"),
            ),
            (
                "<<<<<<< x\nb\n||||||| base\nz\n=======\nc\n>>>>>>> y\n",
                both("b\n", "c\n"),
            ),
            (
                "<<<<<<< x\nb\n||||||| base\n<<<<<<<<< p\nq\n|||||||||\nr\n=========\ns\n>>>>>>>>> t\n=======\nc\n>>>>>>> y\n",
                both("b\n", "c\n"),
            ),
            (
                "<<<<<<< x\r\nb\r\n=======\r\nc\r\n>>>>>>> y\r\n",
                both("b\r\n", "c\r\n"),
            ),
            (
                "<<<<<<<<< x\nb\n=========\nc\n>>>>>>>>> y\n",
                both("b\n", "c\n"),
            ),
            ("<<<<<<< x\nb\n=======\nc\n", None),
            ("<<<<<<<x\nb\n", None),
            (
                "<<<<<<< x\na\n=======\nb\n>>>>>>> y\nm\n<<<<<<< x\nc\n=======\nd\n>>>>>>> y\n",
                both("a\nm\nc\n", "b\nm\nd\n"),
            ),
        ] {
            assert_eq!(sides(text), expected, "{text}");
        }
    }
}
