package dev.penstock.console.format;

import java.io.PrintWriter;
import java.util.List;

/** Aligned columns; numbers to the right. */
final class TextTable {
    private static final int WIDEST = 60;

    private TextTable() {}

    static void write(List<String> names, List<List<String>> rows, PrintWriter out, boolean ascii) {
        int[] widths = new int[names.size()];
        boolean[] numbers = new boolean[names.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = names.get(i).length();
            numbers[i] = !rows.isEmpty();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], Math.min(WIDEST, row.get(i).length()));
                numbers[i] &= row.get(i).matches("-?[0-9.]*");
            }
        }
        line(names, widths, numbers, out, ascii);
        StringBuilder rule = new StringBuilder();
        for (int width : widths) {
            rule.append(rule.length() == 0 ? "" : "  ").append((ascii ? "-" : "─").repeat(width));
        }
        out.println(rule);
        rows.forEach(row -> line(row, widths, numbers, out, ascii));
        out.println(rows.size() == 1 ? "1 row" : rows.size() + " rows");
    }

    private static void line(List<String> values, int[] widths, boolean[] numbers, PrintWriter out, boolean ascii) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String value = cut(values.get(i), ascii);
            String space = " ".repeat(Math.max(0, widths[i] - value.length()));
            line.append(i == 0 ? "" : "  ").append(numbers[i] ? space + value : value + space);
        }
        String text = line.toString().stripTrailing();
        out.println(ascii ? text.replaceAll("[^\\x20-\\x7e]", "?") : text);
    }

    /** The text, or its beginning with the number of characters that are left out. */
    private static String cut(String value, boolean ascii) {
        if (value.length() <= WIDEST) {
            return value;
        }
        String more = (ascii ? "..." : "…") + "[" + value.length() + "]";
        return value.substring(0, WIDEST - more.length()) + more;
    }
}
