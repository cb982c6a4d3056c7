package dev.penstock.discovery;

import static dev.penstock.discovery.DiscoveryFailure.Kind.OTHER;
import static dev.penstock.discovery.Sets.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A resolver of an application's own, which reads addresses from a file, one a line. */
class OwnResolverTest {
    private static Resolver fileResolver(ServiceName service, Path file, DiscoveryContext context) {
        BackendFinder finder = deadline -> {
            try {
                List<Backend> backends = Files.readAllLines(file).stream()
                        .map(line -> HostAndPort.parse(line, 5432))
                        .map(host -> Backend.of(host.host(), host.literal().orElseThrow(), host.port()))
                        .toList();
                return Found.of(backends, Duration.ofSeconds(10), file.toString());
            } catch (IOException e) {
                throw new DiscoveryException(new DiscoveryFailure(OTHER, "cannot read " + e.getMessage()), e);
            }
        };
        return new PollingResolver(service, finder, RefreshPolicy.defaults(), context);
    }

    @Test
    void takesTwentyLines(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("backends");
        VirtualTime time = new VirtualTime();
        Sets.Recorder listener = new Sets.Recorder();
        try (Resolver resolver = fileResolver(ORDERS, file, Sets.context(time))) {
            resolver.start(listener);
            time.advance(Duration.ZERO);
            assertThat(listener.last().failure().orElseThrow().message()).startsWith("cannot read ");

            Files.writeString(file, "127.0.0.2\n127.0.0.3:6000\n");
            time.advance(Duration.ofSeconds(10));
            assertThat(Sets.labels(resolver.current()))
                    .containsExactly("127.0.0.2/127.0.0.2:5432", "127.0.0.3/127.0.0.3:6000");
        }
    }
}
