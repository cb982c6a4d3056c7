package dev.penstock.lab.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarArchiveTest {

    @TempDir
    private Path target;

    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

    @Test
    void filesDirectoriesAndLinksAreUnpacked() throws IOException {
        entry('5', "share/", "0000755", "", "");
        entry('0', "bin/postgres", "0000755", "", "p".repeat(600));
        entry('g', "ignored", "0000644", "", "comment");
        entry('2', "bin/postmaster", "0000777", "postgres", "");
        entry('0', "lib/libpq.so", "0000644", "", "");

        TarArchive.unpack(bytes(), target);

        assertThat(target.resolve("share")).isEmptyDirectory();
        assertThat(target.resolve("bin/postmaster")).hasContent("p".repeat(600)).isSymbolicLink();
        assertThat(target.resolve("bin/postgres")).isExecutable();
        assertThat(Files.getPosixFilePermissions(target.resolve("lib/libpq.so")))
                .hasSize(4);
    }

    @Test
    void entryOutsideTargetIsRefused() throws IOException {
        entry('0', "../evil", "0000644", "", "x");

        assertThatThrownBy(() -> TarArchive.unpack(bytes(), target))
                .hasMessageContaining("outside the target: ../evil");
    }

    @Test
    void truncatedArchiveIsRefused() throws IOException {
        entry('0', "bin/postgres", "0000755", "", "p".repeat(600));
        byte[] half = java.util.Arrays.copyOf(archive.toByteArray(), 700);

        assertThatThrownBy(() -> TarArchive.unpack(new ByteArrayInputStream(half), target))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("bin/postgres");
    }

    private ByteArrayInputStream bytes() {
        archive.writeBytes(new byte[1024]);
        return new ByteArrayInputStream(archive.toByteArray());
    }

    private void entry(char type, String name, String mode, String link, String content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, mode);
        put(header, 124, "%011o".formatted(content.length()));
        header[156] = (byte) type;
        put(header, 157, link);
        put(header, 257, "ustar");
        archive.writeBytes(header);
        archive.writeBytes(content.getBytes(StandardCharsets.UTF_8));
        archive.writeBytes(new byte[(512 - content.length() % 512) % 512]);
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
