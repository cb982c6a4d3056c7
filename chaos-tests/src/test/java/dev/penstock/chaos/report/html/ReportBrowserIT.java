package dev.penstock.chaos.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of the report in a real browser. */
class ReportBrowserIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int WIDE = 1_200;
    private static final int HIGH = 900;
    private static final int SHIFT = 8;

    @TempDir
    private Path folder;

    /** The text of an element that a selector finds. */
    private static String text(Browser browser, String selector) {
        return browser.evaluate("(document.querySelector('" + selector + "') || {}).textContent");
    }

    private static double number(Browser browser, String expression) {
        return Double.parseDouble(browser.evaluate(expression));
    }

    private static void await(Browser browser, String selector, String part) {
        Await.until(
                selector + " has '" + part + "'",
                LIMIT,
                () -> text(browser, selector).contains(part));
    }

    private Browser open() throws IOException {
        Path program = Browser.program().orElse(null);
        Assumptions.assumeTrue(program != null, "no Chromium on this machine");
        Path page = folder.resolve("report.html");
        HtmlReport.write(SuiteFixture.suite(2, List.of("penstock", "hikaricp", "agroal")), page);
        Browser browser = Browser.start(program, folder.resolve("profile"), WIDE, HIGH);
        browser.open(page);
        return browser;
    }

    @Test
    void pageDrawsAndAnswersClicksAndKeys() throws IOException {
        try (Browser browser = open()) {
            assertThat(browser.evaluate("document.querySelectorAll('main > .scroll tbody tr').length"))
                    .isEqualTo("2");
            assertThat(browser.evaluate("document.querySelectorAll('svg.chart').length"))
                    .isEqualTo("7");
            assertThat(text(browser, "h1")).isEqualTo("Chaos " + SuiteFixture.HOSTILE);
            assertThat(browser.evaluate("document.images.length")).isEqualTo("0");
            save(browser);
            assertMapIsDrawn(browser);
            assertClickShowsReportAndDifference(browser);
            assertKeysZoomAndChoose(browser);
            assertThat(browser.problems()).isEmpty();
            assertThat(browser.requests())
                    .allSatisfy(request -> assertThat(request).matches("(file|data):.*"));
        }
    }

    private static void assertMapIsDrawn(Browser browser) {
        String colours = """
                (() => {
                  const c = document.querySelector('.map canvas');
                  const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
                  const seen = new Set();
                  for (let i = 0; i < d.length; i += 4) seen.add(d[i] + ',' + d[i + 1] + ',' + d[i + 2]);
                  return ['0,114,178', '230,159,0', '213,94,0'].filter(one => seen.has(one)).length;
                })()""";
        Await.until("the map has three colours of its legend", LIMIT, () -> number(browser, colours) == 3);
    }

    private static void assertClickShowsReportAndDifference(Browser browser) {
        browser.evaluate("document.querySelector('.map canvas').scrollIntoView({block: 'center'})");
        String box = "document.querySelector('.map canvas').getBoundingClientRect()";
        double left = number(browser, box + ".left") + 110;
        double wide = number(browser, box + ".width") - 110;
        double top = number(browser, box + ".top");
        // Zoom to the first 200 ms, whose claims have reports; the first slot is the fourth row.
        for (int i = 0; i < 7; i++) {
            browser.evaluate("document.querySelector('.map button').click()");
            browser.evaluate("document.querySelector('.map canvas').focus()");
            browser.press("ArrowLeft");
            browser.press("ArrowLeft");
            browser.press("ArrowLeft");
            browser.press("ArrowLeft");
        }
        double y = top + 34 + 22 + 2 * 17 + 8;
        Await.until("a click shows a report", LIMIT, () -> {
            for (double share = 0.05; share < 1; share += 0.02) {
                browser.click(left + wide * share, y, 0);
                if (text(browser, ".map .detail pre").startsWith("Claim 7f3a-1-100 waited")) {
                    return true;
                }
            }
            return false;
        });
        assertThat(text(browser, ".map .detail pre")).isEqualTo(SuiteFixture.REPORT);
        browser.click(left + wide / 2, y, 0);
        browser.click(left + wide / 4, y, SHIFT);
        await(browser, ".map [role=status]", "difference 0.0");
    }

    private static void assertKeysZoomAndChoose(Browser browser) {
        browser.press("0");
        browser.press("Home");
        await(browser, ".map [role=status]", "difference");
        browser.press("ArrowDown");
        await(browser, ".map .detail", "slot 6");
        browser.press("]");
        await(browser, ".map [role=status]", "0.000 s to 20.000 s");
        browser.press("+");
        await(browser, ".map [role=status]", "5.000 s to 15.000 s");
    }

    /** Keeps images for a reader who asks for them by a system property: the folder. */
    private static void save(Browser browser) throws IOException {
        String images = System.getProperty("penstock.report.images");
        if (images == null) {
            return;
        }
        Files.createDirectories(Path.of(images));
        Files.write(Path.of(images, "light.png"), browser.screenshot());
        browser.call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        Files.write(Path.of(images, "dark.png"), browser.screenshot());
        browser.call("Emulation.setEmulatedMedia", Map.of("media", "print", "features", List.of()));
        Files.write(Path.of(images, "print.png"), browser.screenshot());
    }
}
