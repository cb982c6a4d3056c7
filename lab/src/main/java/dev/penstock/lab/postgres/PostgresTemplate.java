package dev.penstock.lab.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A data directory with the superuser, the ordinary user and the database; every server gets a copy. */
final class PostgresTemplate {

    private static final List<String> OPTIONS = List.of(
            "--username=" + ClusterSettings.SUPERUSER,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--wal-segsize=1",
            "--set=min_wal_size=2MB",
            "--no-sync",
            "--no-instructions");

    private final Path data;

    private PostgresTemplate(Path data) {
        this.data = data;
    }

    /** The template of these binaries and this login; creates it at the first call. */
    static PostgresTemplate in(
            LabDirectory directory, PostgresBinaries binaries, Privileges privileges, ClusterSettings.Login login) {
        String name = "template-"
                + fingerprint(
                        String.join("\n", binaries.key(), privileges.name(), OPTIONS.toString(), statements(login)));
        Path made = directory.shared(name, target -> make(target, binaries, privileges, login));
        return new PostgresTemplate(made.resolve("data"));
    }

    /** Copies the template to {@code target}; the copy still needs a configuration. */
    void copyTo(Path target) {
        Command.of("cp", "-a", data.toString(), target.toString()).run();
    }

    private static void make(Path target, PostgresBinaries binaries, Privileges privileges, ClusterSettings.Login login)
            throws IOException {
        Path passwordFile = Files.writeString(target.resolve("password"), ClusterSettings.SUPERUSER);
        privileges.giveToServers(target);
        String data = target.resolve("data").toString();
        List<String> initdb =
                new ArrayList<>(List.of(binaries.program("initdb"), "--pgdata=" + data, "--pwfile=" + passwordFile));
        initdb.addAll(OPTIONS);
        Command.of(privileges.command(initdb)).run();
        List<String> singleUser = List.of(
                binaries.program("postgres"),
                "--single",
                "-D",
                data,
                "-c",
                "fsync=off",
                "-c",
                "exit_on_error=on",
                "template1");
        Command.of(privileges.command(singleUser)).withInput(statements(login)).run();
    }

    // Single-user mode takes one statement a line. The cost of a copy is its 300 files per database rather than their
    // bytes. Therefore initdb's database becomes the user's, and template0 is dropped.
    private static String statements(ClusterSettings.Login login) {
        String password = login.password().replace("'", "''");
        return """
                CREATE ROLE "%1$s" LOGIN PASSWORD '%3$s'
                ALTER DATABASE postgres RENAME TO "%2$s"
                ALTER DATABASE "%2$s" OWNER TO "%1$s"
                ALTER DATABASE template0 IS_TEMPLATE false
                DROP DATABASE template0
                """.formatted(login.user(), login.database(), password);
    }

    private static String fingerprint(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
