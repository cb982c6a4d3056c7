package dev.penstock.lab.postgres;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A reader of tar streams with files, directories and symbolic links, as in the archives of PostgreSQL's binaries. */
final class TarArchive {

    private static final int BLOCK = 512;

    private final InputStream source;
    private final Path target;

    private TarArchive(InputStream source, Path target) {
        this.source = source;
        this.target = target;
    }

    /** Unpacks everything into the existing directory {@code target}; the stream is left open. */
    static void unpack(InputStream source, Path target) throws IOException {
        new TarArchive(source, target).unpackAll();
    }

    private void unpackAll() throws IOException {
        byte[] header = new byte[BLOCK];
        while (readHeader(header)) {
            Path path = target.resolve(name(header)).normalize();
            if (!path.startsWith(target)) {
                throw new IOException("an entry would be unpacked outside the target: " + name(header));
            }
            long size = octal(header, 124, 12);
            switch (header[156]) {
                case '0', 0 -> writeFile(path, header, size);
                case '5' -> Files.createDirectories(path);
                case '2' -> writeLink(path, text(header, 157, 100));
                case 'x', 'g' -> skip(padded(size));
                default ->
                    throw new IOException("an entry of unknown type '" + (char) header[156] + "': " + name(header));
            }
        }
    }

    private boolean readHeader(byte[] header) throws IOException {
        int length = source.readNBytes(header, 0, BLOCK);
        if (length != 0 && length != BLOCK) {
            throw new EOFException("the archive ends within a header");
        }
        return length == BLOCK && header[0] != 0;
    }

    private void writeFile(Path path, byte[] header, long size) throws IOException {
        Files.createDirectories(path.getParent());
        try (OutputStream out = Files.newOutputStream(path)) {
            byte[] buffer = new byte[1 << 16];
            for (long left = size; left > 0; ) {
                int length = source.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (length < 0) {
                    throw new EOFException("the archive ends within " + path);
                }
                out.write(buffer, 0, length);
                left -= length;
            }
        }
        skip(padded(size) - size);
        boolean executable = (octal(header, 100, 8) & 0100) != 0;
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static void writeLink(Path path, String destination) throws IOException {
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(destination));
    }

    private void skip(long count) throws IOException {
        source.skipNBytes(count);
    }

    private static long padded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private static String name(byte[] header) {
        boolean posix = text(header, 257, 6).equals("ustar") && header[262] == 0;
        String prefix = posix ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? text(header, 0, 100) : prefix + "/" + text(header, 0, 100);
    }

    private static long octal(byte[] header, int offset, int length) {
        String digits = text(header, offset, length).trim();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static String text(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }
}
