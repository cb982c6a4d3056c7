package dev.penstock.discovery;

import static dev.penstock.discovery.DiscoveryFailure.Kind.OTHER;
import static dev.penstock.discovery.DiscoveryFixture.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The finder of an application, as the documentation shows it. */
class OwnResolverTest {
    private interface Registry {
        List<String> instances(String service, Duration limit) throws IOException;
    }

    private static BackendFinder finder(Registry registry) {
        BackendFinder finder = deadline -> {
            try {
                List<Backend> backends = registry.instances("orders", deadline.remaining()).stream()
                        .map(line -> HostAndPort.parse(line, 5432))
                        .map(host -> Backend.of(host.host(), host.literal().orElseThrow(), host.port()))
                        .toList();
                return FinderResult.of(backends, Duration.ofSeconds(10), "the registry");
            } catch (IOException e) {
                throw new DiscoveryException(new DiscoveryFailure(OTHER, "the registry does not answer"), e);
            }
        };
        return finder;
    }

    @Test
    void ownFinderNeedsTwentyLines() {
        VirtualTime time = new VirtualTime();
        DiscoveryFixture.Recorder listener = new DiscoveryFixture.Recorder();
        boolean[] answers = {false};
        BackendFinder finder = finder((service, limit) -> {
            if (!answers[0]) {
                throw new IOException("refused");
            }
            return List.of("127.0.0.2", "127.0.0.3:6000");
        });
        try (Resolver resolver =
                new PollingResolver(ORDERS, finder, RefreshPolicy.defaults(), DiscoveryFixture.context(time))) {
            resolver.start(listener);
            time.advance(Duration.ZERO);
            assertThat(listener.last().failure().orElseThrow().message()).isEqualTo("the registry does not answer");

            answers[0] = true;
            time.advance(Duration.ofSeconds(10));
            assertThat(DiscoveryFixture.labels(resolver.current()))
                    .containsExactly("127.0.0.2/127.0.0.2:5432", "127.0.0.3/127.0.0.3:6000");
        }
    }

    @Test
    void documentationShowsTheTestedFinder() throws IOException {
        String own = unindented(Path.of("src/test/java/dev/penstock/discovery/OwnResolverTest.java"));
        String begin = "BackendFinder finder = deadline -> {\n";
        int first = own.indexOf(begin);
        String shown = own.substring(first, own.indexOf("return finder;", first));
        assertThat(shown.lines()).hasSizeLessThanOrEqualTo(20);
        assertThat(unindented(Path.of("..", "docs", "discovery.md"))).contains(shown);
    }

    private static String unindented(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(String::strip).collect(Collectors.joining("\n"));
    }
}
