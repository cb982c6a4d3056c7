package dev.penstock.discovery.file;

import static dev.penstock.discovery.DiscoveryFixture.ORDERS;
import static dev.penstock.discovery.DiscoveryFixture.backend;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.DiscoveryFixture;
import dev.penstock.discovery.FinderResult;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileResolverTest {
    /** A time with exactly one read. */
    private static final Duration LOOK = Duration.ofMillis(601);

    /** A time with enough reads for a change, earlier failures included. */
    private static final Duration LOOKS = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    private final VirtualTime time = new VirtualTime();
    private final DiscoveryFixture.Recorder listener = new DiscoveryFixture.Recorder();
    private final List<List<HostAndPort>> lookedUp = new ArrayList<>();
    private Duration ttl = Duration.ofSeconds(20);
    private int asked;
    private Path file;
    private FileResolver resolver;

    @BeforeEach
    void prepare() {
        file = directory.resolve("backends");
        resolver = new FileResolver(
                ORDERS, file, 5432, this::finder, RefreshPolicy.defaults(), DiscoveryFixture.context(time));
    }

    private BackendFinder finder(List<HostAndPort> hosts) {
        lookedUp.add(hosts);
        return deadline -> {
            asked++;
            return DiscoveryFixture.found(ttl, backend(hosts.size()));
        };
    }

    @AfterEach
    void close() {
        resolver.close();
        assertThat(time.planned()).isZero();
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private void start() {
        resolver.start(listener);
        time.advance(Duration.ZERO);
    }

    private List<String> labels() {
        return DiscoveryFixture.labels(resolver.current());
    }

    private String failure() {
        return resolver.current().failure().orElseThrow().message();
    }

    @Test
    void directoryIsNotRead() throws IOException {
        Files.createDirectory(file);
        start();
        assertThat(failure()).contains(file + " is a directory; it must be a regular file");
    }

    /** Opening a pipe blocks until a writer opens it. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void pipeIsNotOpened() throws Exception {
        Process made = new ProcessBuilder("mkfifo", file.toString()).start();
        assumeTrue(made.waitFor() == 0, "there is mkfifo");
        start();
        assertThat(failure()).contains(file + " is a pipe or a device; it must be a regular file");
        Files.delete(file);
        write("127.0.0.2\n");
        time.advance(LOOKS);
        assertThat(labels()).hasSize(1);
    }

    @Test
    void commentsAndEmptyLinesAreIgnored() throws IOException {
        write("# the three\n127.0.0.2\n\n  127.0.0.3:6000  # moved\r\n[::1]:7000\n");
        start();
        assertThat(labels())
                .containsExactly("127.0.0.2/127.0.0.2:5432", "127.0.0.3/127.0.0.3:6000", "::1/[0:0:0:0:0:0:0:1]:7000");
        assertThat(resolver.current().freshness()).isEqualTo(Freshness.FRESH);
        assertThat(resolver.current().origin().orElseThrow().source()).isEqualTo(file.toString());
        time.advance(Duration.ofMinutes(1));
        assertThat(listener.sets()).hasSize(1);
        assertThat(lookedUp).as("addresses need no lookup").isEmpty();
    }

    @Test
    void changeIsAcceptedAfterTwoEqualReads() throws IOException {
        write("127.0.0.2\n");
        start();
        write("127.0.0.2\n127.0.0.3\n");
        time.advance(LOOK);
        assertThat(labels()).as("it may not be all").hasSize(1);
        write("127.0.0.2\n127.0.0.3\n127.0.0.4\n");
        time.advance(LOOK);
        assertThat(labels()).as("it was not").hasSize(1);
        time.advance(LOOK);
        assertThat(labels()).hasSize(3);
        assertThat(listener.sets()).hasSize(2);
    }

    @Test
    void fileEndingWithinALineIsRefused() throws IOException {
        write("127.0.0.2:6000\n");
        start();
        write("127.0.0.2:6000\n127.0.0.3:60");
        time.advance(LOOKS);
        assertThat(labels()).containsExactly("127.0.0.2/127.0.0.2:6000");
        assertThat(resolver.current().freshness()).isEqualTo(Freshness.STALE);
        assertThat(failure()).contains(file.toString(), "half-written");
        write("127.0.0.2:6000\n127.0.0.3:6000\n");
        time.advance(LOOKS);
        assertThat(labels()).hasSize(2);
        assertThat(resolver.current().failure()).isEmpty();
    }

    @Test
    void invalidLineRefusesTheWholeFile() throws IOException {
        write("127.0.0.2\n");
        start();
        write("127.0.0.3\n127.0.0.4:99999\n");
        time.advance(LOOKS);
        assertThat(labels()).containsExactly("127.0.0.2/127.0.0.2:5432");
        assertThat(failure())
                .as("a wrong path may lead to secrets")
                .contains("line 2")
                .doesNotContain("99999");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
        time.advance(LOOKS);
        assertThat(failure()).contains("UTF-8");
        write("\n# nobody\n");
        time.advance(LOOKS);
        assertThat(failure()).contains("lists no backend");
        assertThat(labels()).hasSize(1);
    }

    @Test
    void momentaryRemovalByAnEditorHasNoEffect() throws IOException {
        write("127.0.0.2\n");
        start();
        Files.delete(file);
        time.advance(LOOK);
        Path other = Files.writeString(directory.resolve("other"), "127.0.0.3\n");
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        time.advance(LOOKS);
        assertThat(labels()).containsExactly("127.0.0.3/127.0.0.3:5432");
        assertThat(listener.sets()).as("the removal is not published").hasSize(2);
        Path again = Files.writeString(directory.resolve("again"), "127.0.0.4\n");
        Files.move(again, file, StandardCopyOption.REPLACE_EXISTING);
        time.advance(LOOKS);
        assertThat(labels()).containsExactly("127.0.0.4/127.0.0.4:5432");
    }

    @Test
    void changedSymbolicLinkIsFollowed() throws IOException {
        Path one = Files.writeString(directory.resolve("one"), "127.0.0.2\n");
        Path two = Files.writeString(directory.resolve("two"), "127.0.0.3\n");
        Files.createSymbolicLink(file, one);
        start();
        assertThat(labels()).containsExactly("127.0.0.2/127.0.0.2:5432");
        Path link = Files.createSymbolicLink(directory.resolve("link"), two);
        Files.move(link, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        time.advance(LOOKS);
        assertThat(labels()).containsExactly("127.0.0.3/127.0.0.3:5432");
    }

    @Test
    void removedFileKeepsTheLastGoodBackends() throws IOException {
        write("127.0.0.2\n");
        start();
        Files.delete(file);
        time.advance(LOOKS);
        assertThat(labels()).hasSize(1);
        assertThat(resolver.current().freshness()).isEqualTo(Freshness.STALE);
        assertThat(failure()).isEqualTo("the backend file " + file + " does not exist");
        time.advance(Duration.ofHours(1));
        write("127.0.0.2\n");
        time.advance(LOOKS);
        assertThat(resolver.current().freshness()).isEqualTo(Freshness.FRESH);
    }

    @Test
    void missingFileIsFoundWhenItAppears() throws IOException {
        start();
        assertThat(resolver.current().freshness()).isEqualTo(Freshness.NONE);
        assertThat(failure()).contains("does not exist");
        write("127.0.0.2\n");
        time.advance(LOOKS);
        assertThat(labels()).hasSize(1);
    }

    @Test
    void namesAreLookedUpOncePerTtl() throws IOException {
        write("db-1.test\n127.0.0.3\n");
        start();
        assertThat(lookedUp).hasSize(1);
        assertThat(resolver.current().backends()).containsExactly(backend(2));
        assertThat(asked).isEqualTo(1);
        time.advance(Duration.ofSeconds(19));
        assertThat(asked).isEqualTo(1);
        time.advance(Duration.ofSeconds(2));
        assertThat(asked).isEqualTo(2);
        ttl = Duration.ZERO;
        write("db-1.test\n");
        time.advance(LOOKS);
        assertThat(resolver.current().backends())
                .as("a change is looked up at once")
                .containsExactly(backend(1));
        int before = asked;
        time.advance(Duration.ofSeconds(10));
        assertThat(asked - before).as("not more often than minTtl").isBetween(5, 10);
    }

    @Test
    void failingHostKeepsItsAddressesAfterFileChange() throws IOException {
        write("orders-2\norders-3\n");
        resolver.close();
        AtomicInteger files = new AtomicInteger();
        HostFinderFactory failsLater = hosts -> deadline -> files.get() == 0
                ? DiscoveryFixture.found(ttl, backend(2), backend(3))
                : new FinderResult(
                        List.of(backend(4)),
                        ttl,
                        "test",
                        false,
                        Optional.of(new DiscoveryFailure(DiscoveryFailure.Kind.TIMEOUT, "no answer")));
        resolver = new FileResolver(
                ORDERS, file, 5432, failsLater, RefreshPolicy.defaults(), DiscoveryFixture.context(time));
        start();
        files.incrementAndGet();
        write("orders-2\norders-4\n");
        time.advance(LOOKS);
        assertThat(resolver.current().backends()).containsExactly(backend(2), backend(4));
        assertThat(resolver.current().freshness()).isEqualTo(Freshness.STALE);
        time.advance(Duration.ofMinutes(5));
        assertThat(resolver.current().backends()).hasSize(2);
    }

    @Test
    void throwingLookupIsRepeatedAtTheNextRead() throws IOException {
        write("orders-2\n");
        resolver.close();
        AtomicInteger lookups = new AtomicInteger();
        HostFinderFactory failsOnce = hosts -> deadline -> {
            if (lookups.incrementAndGet() == 2) {
                throw new IllegalStateException("on purpose");
            }
            return DiscoveryFixture.found(Duration.ofMinutes(5), backend(1 + lookups.get()));
        };
        resolver = new FileResolver(
                ORDERS, file, 5432, failsOnce, RefreshPolicy.defaults(), DiscoveryFixture.context(time));
        start();
        write("orders-4\n");
        time.advance(LOOKS.plus(LOOKS));
        assertThat(resolver.current().backends()).containsExactly(backend(4));
    }

    @Test
    void refusedNamesKeepTheLastGoodBackends() throws IOException {
        write("127.0.0.2\n");
        resolver.close();
        HostFinderFactory refusing = hosts -> {
            throw new DiscoveryException(DiscoveryFailure.Kind.OTHER, "refuses " + hosts);
        };
        resolver = new FileResolver(
                ORDERS, file, 5432, refusing, RefreshPolicy.defaults(), DiscoveryFixture.context(time));
        start();
        write("db-1.test\n127.0.0.2\n");
        time.advance(LOOKS);
        assertThat(labels()).hasSize(1);
        assertThat(failure()).contains("refuses", "db-1.test");
    }
}
