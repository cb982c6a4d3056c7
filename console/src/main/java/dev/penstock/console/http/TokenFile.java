package dev.penstock.console.http;

import dev.penstock.pool.console.ConsoleAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A token that is the first line of a file. A request reads the file again, at most once a second. While the file has
 * no right token, no request is accepted. One thread reads at a time, and the others use the token before. Thread-safe.
 */
final class TokenFile implements Token {
    private static final int MOST_BYTES = 4_096;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Token NONE = authorization -> false;

    private final Path file;
    private final long pauseNanos;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Token present;
    private volatile long read;

    private TokenFile(Path file, Token present, long pauseNanos) {
        this.file = file;
        this.present = present;
        this.pauseNanos = pauseNanos;
        this.read = System.nanoTime();
    }

    /**
     * The token of a file.
     *
     * @throws IOException if the file has none; the message names the file, and does not contain its text
     */
    static TokenFile read(Path file) throws IOException {
        return read(file, PAUSE_NANOS);
    }

    static TokenFile read(Path file, long pauseNanos) throws IOException {
        return new TokenFile(file, token(file), pauseNanos);
    }

    private static Token token(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file + " with the token of the console", e);
        } catch (IOException e) {
            throw new IOException("the file " + file + " with the token of the console cannot be read", e);
        }
        String line = new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        if (!ConsoleAddress.isToken(line)) {
            throw new IOException("the first line of the file " + file + " is no token: it needs at least "
                    + ConsoleAddress.LEAST_TOKEN + " visible ASCII characters without spaces");
        }
        return new FixedToken(line);
    }

    @Override
    public boolean accepts(String authorization) {
        if (System.nanoTime() - read >= pauseNanos && reading.tryLock()) {
            try {
                present = token(file);
            } catch (IOException e) {
                present = NONE;
            } finally {
                read = System.nanoTime();
                reading.unlock();
            }
        }
        return present.accepts(authorization);
    }
}
