package dev.penstock.discovery;

import dev.penstock.discovery.DiscoveryFailure.Kind;
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

/**
 * A file with one {@code host:port} a line, as it is at the moment of a look. What follows a {@code #} is a comment.
 *
 * @param file where it is
 * @param defaultPort the port of lines without one
 */
record BackendFile(Path file, int defaultPort) {
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_NAMED = 5;

    /**
     * What one look found. Two are equal where nothing has changed in between.
     *
     * @param content the text; empty where there is a failure
     * @param failure why it cannot be read
     */
    record Content(String content, Optional<DiscoveryFailure> failure) {}

    /** Reads the file; what is none is not opened, since that may wait for ever. */
    Content look() {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return failed("is " + (Files.isDirectory(file) ? "a directory" : "a pipe or a device")
                    + "; it must be a regular file, or a link to one");
        }
        try (InputStream in = Files.newInputStream(file)) {
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
            return failed("is not there");
        } catch (CharacterCodingException e) {
            return failed("is not text in UTF-8");
        } catch (IOException e) {
            return failed("cannot be read: " + e.getMessage());
        }
    }

    private Content failed(String what) {
        return new Content("", Optional.of(failure(what)));
    }

    private DiscoveryFailure failure(String what) {
        return new DiscoveryFailure(Kind.OTHER, "the file of backends, " + file + ", " + what);
    }

    /**
     * The hosts of a look.
     *
     * @throws DiscoveryException if there is none, or any line is wrong: a part of a file is not believed
     */
    List<HostAndPort> hosts(Content look) throws DiscoveryException {
        if (look.failure().isPresent()) {
            throw new DiscoveryException(look.failure().get());
        }
        String text = look.content();
        if (!text.isEmpty() && !text.endsWith("\n")) {
            throw new DiscoveryException(
                    failure("ends within a line: it may be half-written; end it with a line break"));
        }
        List<HostAndPort> hosts = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
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
                wrong.add("line " + number + ": " + e.getMessage());
            }
        }
        if (!wrong.isEmpty()) {
            String more = wrong.size() > MAX_NAMED ? "; and " + (wrong.size() - MAX_NAMED) + " more" : "";
            throw new DiscoveryException(failure("has lines that are not host:port, and is not believed: "
                    + String.join("; ", wrong.subList(0, Math.min(MAX_NAMED, wrong.size()))) + more));
        }
        if (hosts.isEmpty()) {
            throw new DiscoveryException(failure("names no backend; write one host:port a line"));
        }
        return hosts;
    }
}
