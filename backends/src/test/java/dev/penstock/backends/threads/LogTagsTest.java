package dev.penstock.backends.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/** The tags of log lines in an MDC that keeps them; the one of slf4j-simple keeps nothing. */
class LogTagsTest {
    private MDCAdapter usual = new BasicMDCAdapter();

    private static Field adapter() {
        Field field = Stream.of(MDC.class.getDeclaredFields())
                .filter(candidate -> candidate.getType() == MDCAdapter.class)
                .findFirst()
                .orElseThrow();
        field.setAccessible(true);
        return field;
    }

    private static void use(MDCAdapter mdc) throws IllegalAccessException {
        adapter().set(null, mdc);
    }

    @BeforeEach
    void keepTags() throws IllegalAccessException {
        usual = MDC.getMDCAdapter();
        use(new BasicMDCAdapter());
    }

    @AfterEach
    void restore() throws IllegalAccessException {
        use(usual);
    }

    @Test
    void wordBeforeHoleNamesTag() {
        String form = "pool {}: the server of backend {} is dead: slot {} of claim {} for operation '{}' {}";
        try (LogTags tags = LogTags.put(form, "orders", "db-3", "17", "ab-1-2", "checkout", "now")) {
            assertThat(tags).isNotNull();
            assertThat(MDC.getCopyOfContextMap())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "pool",
                            "orders",
                            "backend",
                            "db-3",
                            "slot",
                            "17",
                            "claim",
                            "ab-1-2",
                            "operation",
                            "checkout"));
        }
        assertThat(MDC.getCopyOfContextMap()).isEmpty();
        assertThat(LogTags.find("backend", form, "orders", "db-3")).contains("db-3");
        assertThat(LogTags.find("slot", form, "orders", "db-3")).isEmpty();
    }

    @Test
    void otherWordsAndMissingFactsAreNoTags() {
        try (LogTags tags =
                LogTags.put("{} threadpool {}: subpool {} in pool '{}' has {} and claim {}", 1, 2, 3, 4, 5)) {
            assertThat(tags).isNotNull();
            assertThat(MDC.getCopyOfContextMap()).containsExactlyEntriesOf(Map.of("pool", "4"));
        }
    }

    @Test
    void tagsOfApplicationAreThereAgainAfterwards() {
        MDC.put("operation", "of the application");
        MDC.put("other", "stays");
        try (LogTags tags = LogTags.put("claim {} for operation '{}'", "ab-1-2", "checkout")) {
            assertThat(tags).isNotNull();
            assertThat(MDC.get("operation")).isEqualTo("checkout");
        }
        assertThat(MDC.getCopyOfContextMap())
                .containsExactlyInAnyOrderEntriesOf(Map.of("operation", "of the application", "other", "stays"));
    }

    @Test
    void failingMdcDoesNotThrow() throws IllegalAccessException {
        use(new BasicMDCAdapter() {
            @Override
            public void put(String key, String value) {
                throw new IllegalStateException("scripted");
            }
        });
        try (LogTags tags = LogTags.put("pool {}", "orders")) {
            assertThat(tags).isNotNull();
        }
    }
}
