package dev.penstock.discovery.file;

import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.waits.text.ForeignText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file with one {@code host:port} per line. The text after a {@code #} is a comment.
 *
 * @param path the path, which is followed anew at each read
 * @param defaultPort the port of lines without a port
 */
record BackendFile(Path path, int defaultPort) {
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_NAMED = 5;

    /**
     * The result of one read. Two results are equal if the file did not change in between.
     *
     * @param text the text of the file; empty if there is a failure
     * @param failure why the file cannot be read
     */
    record Content(String text, Optional<DiscoveryFailure> failure) {}

    /** Reads the file. Opens regular files only, because opening a pipe can block forever. */
    Content read() {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return failed("is " + (Files.isDirectory(path) ? "a directory" : "a pipe or a device")
                    + "; it must be a regular file, or a link to one");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                return failed("has more than " + MAX_BYTES + " bytes; is it the list of backends?");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new Content(text, Optional.empty());
        } catch (NoSuchFileException e) {
            return failed("does not exist");
        } catch (CharacterCodingException e) {
            return failed("is not text in UTF-8");
        } catch (IOException e) {
            return failed("cannot be read: " + ForeignText.describe(e));
        }
    }

    private Content failed(String problem) {
        return new Content("", Optional.of(failure(problem)));
    }

    private DiscoveryFailure failure(String problem) {
        return new DiscoveryFailure(Kind.OTHER, "the backend file " + path + " " + problem);
    }

    /**
     * Parses the hosts.
     *
     * @throws DiscoveryException if there is no host, or any line is invalid: a file is used as a whole or not at all
     */
    List<HostAndPort> hosts(Content content) throws DiscoveryException {
        if (content.failure().isPresent()) {
            throw new DiscoveryException(content.failure().get());
        }
        String text = content.text();
        if (!text.isEmpty() && !text.endsWith("\n")) {
            throw new DiscoveryException(
                    failure("ends within a line and may be half-written; end the last line with a line break"));
        }
        List<HostAndPort> hosts = new ArrayList<>();
        List<Integer> invalid = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            int comment = line.indexOf('#');
            String entry = (comment < 0 ? line : line.substring(0, comment)).strip();
            try {
                if (!entry.isEmpty()) {
                    hosts.add(HostAndPort.parse(entry, defaultPort));
                }
            } catch (IllegalArgumentException e) {
                // Not the content: the path may lead to another file, which may contain secrets.
                invalid.add(number);
            }
        }
        if (!invalid.isEmpty()) {
            throw new DiscoveryException(failure("is not used, because it has lines that are not host:port: "
                    + invalid.stream()
                            .limit(MAX_NAMED)
                            .map(each -> "line " + each)
                            .collect(Collectors.joining(", "))
                    + (invalid.size() > MAX_NAMED ? " and " + (invalid.size() - MAX_NAMED) + " more" : "")));
        }
        if (hosts.isEmpty()) {
            throw new DiscoveryException(failure("lists no backend; write one host:port per line"));
        }
        return hosts;
    }
}
