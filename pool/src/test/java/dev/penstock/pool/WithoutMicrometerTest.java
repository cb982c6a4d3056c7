package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A pool in a process without Micrometer. */
class WithoutMicrometerTest {
    private static final String SEPARATOR = Pattern.quote(File.pathSeparator);

    /** The class path of this test without the libraries in whose names one of {@code missing} occurs. */
    private static URLClassLoader classPathWithout(String... missing) {
        URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(SEPARATOR))
                .filter(entry -> Arrays.stream(missing)
                        .noneMatch(Path.of(entry).getFileName().toString()::contains))
                .map(WithoutMicrometerTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }

    private static Object pool(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> type = loader.loadClass(PenstockDataSource.class.getName());
        Object pool = type.getConstructor().newInstance();
        type.getMethod("setJdbcUrl", String.class).invoke(pool, "jdbc:h2:mem:without-micrometer");
        type.getMethod("setDriverClassName", String.class).invoke(pool, "org.h2.Driver");
        type.getMethod("setMaximumPoolSize", int.class).invoke(pool, 1);
        assertThat(type.getMethods()).as("methods that a framework reads").hasSizeGreaterThan(10);
        return pool;
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        return target.getClass().getMethod(method).invoke(target);
    }

    @Test
    void poolStartsServesAndCloses() throws Exception {
        try (URLClassLoader loader = classPathWithout("micrometer", "prometheus")) {
            assertThatThrownBy(() -> loader.loadClass("io.micrometer.core.instrument.MeterRegistry"))
                    .isInstanceOf(ClassNotFoundException.class);
            Object pool = pool(loader);
            try (Connection connection = ((DataSource) pool).getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }
            assertThat(call(pool, "health").toString()).startsWith("UP");
            Object instrument = call(pool, "instrument");
            assertThat(instrument.getClass().getMethod("scrape", String.class).invoke(instrument, "text/plain"))
                    .hasToString("Optional.empty");
            call(pool, "close");
        }
    }

    @Test
    void registryIsRefusedWithTheMissingLibrary() throws Exception {
        try (URLClassLoader loader = classPathWithout("micrometer", "prometheus")) {
            Object pool = pool(loader);
            Method set = pool.getClass().getMethod("setMetricRegistry", Object.class);
            set.invoke(pool, new Object());
            assertThatThrownBy(() -> call(pool, "start"))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining(
                            "metricRegistry 'java.lang.Object' needs Micrometer: add micrometer-core to the class");
            call(pool, "close");
        }
    }

    @Test
    void otherRegistriesNeedNoPrometheus() throws Exception {
        try (URLClassLoader loader = classPathWithout("prometheus")) {
            Object pool = pool(loader);
            Object registry = loader.loadClass("io.micrometer.core.instrument.simple.SimpleMeterRegistry")
                    .getConstructor()
                    .newInstance();
            pool.getClass().getMethod("setMetricRegistry", Object.class).invoke(pool, registry);
            call(pool, "start");
            assertThat(call(registry, "getMetersAsString").toString()).contains("penstock.wait.events");
            call(pool, "close");
        }
    }
}
