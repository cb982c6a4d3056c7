package dev.penstock.console.format;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Aligned columns, numbers to the right; or, if the terminal is too narrow for them, one line for each value. */
final class TextTable {
    private static final int WIDEST = 100;
    private static final String SPACE = "  ";

    private final List<String> names;
    private final List<List<String>> rows;
    private final PrintWriter out;
    private final Style style;

    private TextTable(List<String> names, List<List<String>> rows, PrintWriter out, Style style) {
        this.names =
                names.stream().map(name -> SafeText.line(name, style.ascii())).toList();
        this.rows = rows;
        this.out = out;
        this.style = style;
    }

    /** Writes texts in which lines end with {@code \n}. */
    static void write(List<String> names, List<List<String>> rows, PrintWriter out, Style style) {
        new TextTable(names, rows, out, style).write();
    }

    private void write() {
        List<List<String>> cells = new ArrayList<>();
        for (List<String> row : rows) {
            cells.add(row.stream()
                    .map(text -> SafeText.cut(SafeText.line(text, style.ascii()), WIDEST, style.ascii()))
                    .toList());
        }
        int[] widths = new int[names.size()];
        int whole = -SPACE.length();
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = cells.stream()
                    .mapToInt(row -> SafeText.width(row.get(column)))
                    .reduce(SafeText.width(names.get(i)), Math::max);
            whole += SPACE.length() + widths[i];
        }
        if (style.columns() > 0 && whole > style.columns() && !rows.isEmpty()) {
            writeValues();
        } else {
            writeTable(cells, widths);
        }
        out.println(rows.size() == 1 ? "1 row" : rows.size() + " rows");
    }

    private void writeTable(List<List<String>> cells, int[] widths) {
        boolean[] numbers = new boolean[widths.length];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            numbers[i] = !cells.isEmpty()
                    && cells.stream().allMatch(row -> row.get(column).matches("-?[0-9.]*"));
        }
        out.println(line(names, widths, numbers, false));
        StringBuilder rule = new StringBuilder();
        for (int width : widths) {
            rule.append(rule.length() == 0 ? "" : SPACE).append(dash().repeat(width));
        }
        out.println(rule);
        cells.forEach(row -> out.println(line(row, widths, numbers, style.colour())));
    }

    private String dash() {
        return style.ascii() ? "-" : "─";
    }

    private String line(List<String> values, int[] widths, boolean[] numbers, boolean coloured) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String value = values.get(i);
            String space = " ".repeat(widths[i] - SafeText.width(value));
            String shown = coloured ? Colour.of(names.get(i), value) : value;
            line.append(i == 0 ? "" : SPACE).append(numbers[i] ? space + shown : shown + space);
        }
        return line.toString().stripTrailing();
    }

    /** A line for each value, in full; the lines of a value stay lines. */
    private void writeValues() {
        int width = names.stream().mapToInt(SafeText::width).max().orElse(0);
        for (int row = 0; row < rows.size(); row++) {
            out.println(dash().repeat(2) + " row " + (row + 1));
            for (int i = 0; i < names.size(); i++) {
                String value = SafeText.lines(rows.get(row).get(i).stripTrailing(), style.ascii());
                String shown = style.colour() ? Colour.of(names.get(i), value) : value;
                String name = names.get(i) + " ".repeat(width - SafeText.width(names.get(i)));
                out.println((name + SPACE + shown.replace("\n", "\n" + " ".repeat(width) + SPACE)).stripTrailing());
            }
        }
    }
}
