package dev.penstock.waits.text;

import org.jspecify.annotations.Nullable;

/**
 * Makes foreign text safe to show. The result is one line of bounded length, without characters that control a terminal
 * or the direction of writing. A foreign text can therefore not forge a line of a log.
 *
 * <p>Each method reads a bounded number of characters, once. It calls methods of the exception, so call it outside
 * locks. Stateless, safe for any thread.
 */
public final class ForeignText {
    /** The greatest length of a result, in characters. */
    public static final int MAX_LENGTH = 500;

    /** The most characters that are read of a text. A longer text is cut first. */
    private static final int MAX_READ = 4_096;

    private static final String CUT = "… (cut)";
    private static final int SQL_STATE_LENGTH = 5;

    private ForeignText() {}

    /**
     * The text as one line of at most {@link #MAX_LENGTH} characters. Each run of white space becomes one blank. A
     * control character, a mark of writing direction or half a surrogate pair becomes its escape, such as
     * <code>&#92;u202e</code>. A longer text ends with a note that it was cut.
     *
     * @param text any text; null gives {@code null} as a word
     */
    public static String line(@Nullable CharSequence text) {
        return line(text, MAX_LENGTH);
    }

    /**
     * The text as one line, like {@link #line(CharSequence)}.
     *
     * @param limit the greatest length of the result, in characters; at least 16
     */
    public static String line(@Nullable CharSequence text, int limit) {
        if (text == null) {
            return "null";
        }
        StringBuilder line = new StringBuilder();
        int cut = 0;
        int read = 0;
        boolean gap = false;
        while (read < Math.min(text.length(), MAX_READ) && line.length() <= limit) {
            int character = Character.codePointAt(text, read);
            read += Character.charCount(character);
            if (isGap(character)) {
                gap = !line.isEmpty();
            } else {
                append(line, gap, character);
                gap = false;
            }
            if (line.length() <= limit - CUT.length()) {
                cut = line.length();
            }
        }
        if (read < text.length() || line.length() > limit) {
            line.setLength(cut);
            line.append(CUT);
        }
        return line.toString();
    }

    private static void append(StringBuilder line, boolean gap, int character) {
        if (gap) {
            line.append(' ');
        }
        if (isHarmless(character)) {
            line.appendCodePoint(character);
        } else {
            line.append(String.format("\\u%04x", character));
        }
    }

    private static boolean isGap(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /**
     * Whether a text can be printed as it is: it is no longer than {@link #MAX_LENGTH} times 4, and has no character
     * that {@link #line(CharSequence)} escapes. A line break is allowed before white space only, as in the details that
     * drivers add to an error: then the next line does not look like one of a log.
     */
    public static boolean isPrintable(String text) {
        boolean printable = text.length() <= 4 * MAX_LENGTH;
        for (int i = 0; printable && i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            boolean breaksLine = character == '\n' && (i == text.length() || Character.isWhitespace(text.charAt(i)));
            printable = breaksLine || character == '\t' || (isHarmless(character) && !isLineSeparator(character));
        }
        return printable;
    }

    private static boolean isLineSeparator(int character) {
        int type = Character.getType(character);
        return type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** The message of an exception as a line, or the name of its class if it has no message. */
    public static String message(Throwable thrown) {
        return line(wholeMessage(thrown));
    }

    /**
     * The whole message of an exception, or the name of its class if it has no message. The result is foreign text: it
     * must become a {@linkplain #line line} before it is shown.
     */
    public static String wholeMessage(Throwable thrown) {
        String message = messageOrNull(thrown);
        return message == null || message.isBlank() ? thrown.getClass().getName() : message;
    }

    /** The class and the message of an exception, as a line. */
    public static String describe(Throwable thrown) {
        String message = messageOrNull(thrown);
        String type = thrown.getClass().getName();
        return line(message == null || message.isBlank() ? type : type + ": " + message);
    }

    /** An SQLState as a driver gives it: five letters and digits; any other text becomes empty. */
    public static String sqlState(@Nullable String state) {
        return state != null && state.length() == SQL_STATE_LENGTH && isAlphanumeric(state) ? state : "";
    }

    private static boolean isAlphanumeric(String text) {
        return text.chars().allMatch(character -> character < 128 && Character.isLetterOrDigit(character));
    }

    /** The message, or null if the exception's own method throws. */
    private static @Nullable String messageOrNull(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }
}
