package dev.penstock.console.format;

import java.util.Map;
import org.jline.utils.WCWidth;

/**
 * Text of a value as a terminal can show it. Names of threads and operations come from applications: a control
 * character in one must not reach the terminal. Stateless.
 */
public final class SafeText {
    private static final int LAST_ASCII = 0x7e;
    private static final int FIRST_PRINTABLE = 0x20;

    /** Characters that the pool's own texts have, with their usual spelling in ASCII. */
    private static final Map<Integer, String> SPELLED =
            Map.of((int) 'µ', "u", (int) '…', "...", (int) '─', "-", (int) '—', "-", (int) '│', "|");

    private SafeText() {}

    /** The text in one line: the ends of its lines become {@code |}, and control characters are escaped. */
    public static String line(String text, boolean ascii) {
        return escape(text.strip().replaceAll("\\s*\\R\\s*", " | "), "", ascii);
    }

    /** The text with its own lines; all other control characters are escaped. */
    public static String lines(String text, boolean ascii) {
        return escape(text.replaceAll("\\R", "\n"), "\n", ascii);
    }

    /** The text with control characters escaped as in Java, except for those in {@code kept}. */
    static String escape(String text, String kept, boolean ascii) {
        if (text.chars().allMatch(each -> each >= FIRST_PRINTABLE && each <= LAST_ASCII)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (kept.indexOf(point) >= 0 || (isShown(point) && (!ascii || point <= LAST_ASCII))) {
                escaped.appendCodePoint(point);
            } else if (ascii && SPELLED.containsKey(point)) {
                escaped.append(SPELLED.get(point));
            } else {
                for (char unit : Character.toChars(point)) {
                    escaped.append(escaped(unit));
                }
            }
        });
        return escaped.toString();
    }

    /** A character as an escape sequence of Java and JSON. */
    private static String escaped(char unit) {
        return "\\u" + Integer.toHexString(0x10000 | unit).substring(1);
    }

    /** JSON in which no control character is left; ASCII has a meaning in JSON, all else is within texts. */
    static String json(String json, boolean ascii) {
        StringBuilder escaped = new StringBuilder();
        json.codePoints().forEach(point -> {
            if (point < FIRST_PRINTABLE || (isShown(point) && (!ascii || point <= LAST_ASCII))) {
                escaped.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    escaped.append(escaped(unit));
                }
            }
        });
        return escaped.toString();
    }

    /** Neither a control character, nor one that changes the direction of the text, nor half a character. */
    private static boolean isShown(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** The number of columns that the text takes on a terminal. */
    static int width(String text) {
        return text.codePoints().map(SafeText::width).sum();
    }

    private static int width(int point) {
        return Math.max(0, WCWidth.wcwidth(point));
    }

    /** The text, or as much of its beginning as fits with the number of characters that are left out. */
    static String cut(String text, int columns, boolean ascii) {
        if (width(text) <= columns) {
            return text;
        }
        String end = (ascii ? "..." : "…") + "[" + text.length() + " more]"; // as wide as the widest number
        int taken = 0;
        int next = 0;
        while (next < text.length()) {
            int point = text.codePointAt(next);
            if (taken + width(point) > columns - width(end)) {
                break;
            }
            taken += width(point);
            next += Character.charCount(point);
        }
        return text.substring(0, next) + (ascii ? "..." : "…") + "[" + (text.length() - next) + " more]";
    }
}
