package dev.penstock.chaos.report.model;

/**
 * The answer of one checker.
 *
 * @param checker the name of the checker
 * @param passed whether it found nothing wrong
 * @param text what it counted, or what is wrong
 */
public record Finding(String checker, boolean passed, String text) {
    private static final String NOT_JUDGED = "not judged: ";

    /** The answer of a checker that this run gives nothing to judge. */
    public static Finding notJudged(String checker, String why) {
        return new Finding(checker, true, NOT_JUDGED + why);
    }

    /** Whether the checker had something to judge. */
    public boolean judged() {
        return !text.startsWith(NOT_JUDGED);
    }
}
