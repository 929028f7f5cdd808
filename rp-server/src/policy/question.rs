//! The administrator's questions (R26).

use crate::i18n::Language;

/// A question that people may choose to answer, in the languages in which the administrator wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question(Vec<QuestionText>);

/// What a question says in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionText {
    /// The language; none where the administrator did not say which it is.
    pub language: Option<Language>,
    /// The words.
    pub text: String,
}

impl Question {
    /// The same words for everybody.
    pub fn plain(text: impl Into<String>) -> Self {
        Self(vec![QuestionText { language: None, text: text.into() }])
    }

    /// One text for each of these languages; none where there is no text at all.
    pub fn in_languages(texts: impl IntoIterator<Item = (Language, String)>) -> Option<Self> {
        let texts = texts.into_iter().map(|(language, text)| QuestionText { language: Some(language), text });
        let texts: Vec<_> = texts.collect();
        (!texts.is_empty()).then_some(Self(texts))
    }

    /// Every text of it.
    pub fn texts(&self) -> &[QuestionText] {
        &self.0
    }

    /// What it says to who reads this language: in another where it has not been written in theirs.
    pub fn told(&self, language: Language) -> Option<&QuestionText> {
        self.0.iter().find(|text| text.language == Some(language)).or_else(|| self.0.first())
    }

    /// Whether it is the one that says this, in whichever language: an answer belongs to the words that were asked, and stays with
    /// them when the administrator adds another language. Whoever changes the words asks something else.
    pub fn says(&self, text: &str) -> bool {
        self.0.iter().any(|known| known.text == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r26_a_question_is_told_in_the_readers_language_and_known_by_any() {
        let pet = Question::in_languages([(Language::Swedish, "Vad?".into()), (Language::English, "What?".into())]);
        let pet = pet.unwrap();
        let told = |question: &Question, language| question.told(language).unwrap().text.clone();
        assert_eq!([told(&pet, Language::English), told(&pet, Language::Swedish)], ["What?", "Vad?"]);
        assert!(pet.says("Vad?") && pet.says("What?") && !pet.says("vad?"));
        let swedish = Question::in_languages([(Language::Swedish, "Vad?".into())]).unwrap();
        assert_eq!(told(&swedish, Language::English), "Vad?");
        assert_eq!(Question::plain("Vad?").told(Language::Swedish).unwrap().language, None);
        assert_eq!(Question::in_languages([]), None);
    }
}
