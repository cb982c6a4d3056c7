package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Jcstress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The races of this module in short; {@code mvn -Pjcstress} runs them at length. */
class JcstressIT {
    private static final int TESTS = 8;

    @Test
    void noRaceHasAForbiddenOutcome() {
        List<String> options =
                List.of(System.getProperty("penstock.jcstress.options").split(" "));
        Jcstress.Result result = Jcstress.run("dev.penstock.*", options, Path.of("target", "jcstress"), 30);
        assertThat(result.planned()).isGreaterThanOrEqualTo(TESTS);
        assertThat(result.passed()).as(result.output().toString()).isEqualTo(result.planned());
    }
}
