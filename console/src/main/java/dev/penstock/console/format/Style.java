package dev.penstock.console.format;

/**
 * The look of a result: an immutable value.
 *
 * @param ascii whether only ASCII characters are written
 * @param colour whether states are coloured, by the sequences of ANSI terminals
 * @param columns the width of the terminal; a table that is wider is written as one line for each value. 0 for output
 *     that is not read on a terminal
 */
public record Style(boolean ascii, boolean colour, int columns) {
    /** Neither colours nor a limit of the width. */
    public static final Style PLAIN = new Style(false, false, 0);
}
