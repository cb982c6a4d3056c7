package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of one server: data, configuration and log. */
record NodeDirectory(Path node, PostgresBinaries binaries, Privileges privileges, String database, ClusterGuard guard) {

    private static final String ACCESS_RULES =
            "host all all all scram-sha-256\nhost replication all all scram-sha-256\n";
    private static final List<String> OWN_FILES = List.of("postgresql.conf", "pg_hba.conf", "server.crt", "server.key");

    /** Copies the template and adds these parameters to {@code postgresql.conf}. */
    void prepare(PostgresTemplate template, Map<String, String> parameters) {
        template.copyTo(data());
        try {
            Files.writeString(data().resolve("postgresql.conf"), configuration(parameters), StandardOpenOption.APPEND);
            Files.writeString(data().resolve("pg_hba.conf"), ACCESS_RULES);
        } catch (IOException e) {
            throw new LabException("cannot configure the server in " + node, e);
        }
    }

    /** Installs the certificate for the server. */
    void install(SelfSignedCertificate certificate) {
        try {
            Files.copy(certificate.certificate(), data().resolve("server.crt"), StandardCopyOption.COPY_ATTRIBUTES);
            Files.copy(certificate.key(), data().resolve("server.key"), StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new LabException("cannot install the certificate of the server in " + node, e);
        }
    }

    /** Replaces the data by a copy of another server's data; keeps this server's configuration and certificate. */
    void copyDataOf(NodeDirectory other) {
        Path former = node.resolve("former");
        try {
            Files.move(data(), former);
            Command.of("cp", "-a", other.data().toString(), data().toString()).run();
            Files.deleteIfExists(data().resolve("postmaster.pid"));
            for (String own : OWN_FILES) {
                if (Files.exists(former.resolve(own))) {
                    Files.copy(
                            former.resolve(own),
                            data().resolve(own),
                            StandardCopyOption.REPLACE_EXISTING,
                            StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new LabException("cannot copy the data of " + other.node + " to " + node, e);
        }
        LabDirectory.deleteTree(former);
    }

    /** Makes the server start as a standby from a base backup with this label, and follow {@code connection}. */
    void makeStandby(String backupLabel, String connection) {
        try {
            Files.writeString(data().resolve("backup_label"), backupLabel);
            Files.writeString(data().resolve("standby.signal"), "");
            Files.writeString(
                    data().resolve("postgresql.conf"),
                    configuration(Map.of("primary_conninfo", connection)),
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new LabException("cannot make the server in " + node + " a standby", e);
        }
        privileges.giveToServers(data());
    }

    PostgresProcess launch() {
        List<String> command = privileges.command(List.of(binaries.program("postgres"), "-D", data().toString()));
        PostgresProcess process = PostgresProcess.launch(node, data(), command);
        guard.watch(process.pid());
        return process;
    }

    /** Releases the shared memory that a killed server has left. */
    void release() {
        PidFile.in(data()).releaseSharedMemory();
    }

    /** PostgreSQL's data directory. */
    Path data() {
        return node.resolve("data");
    }

    Path logFile() {
        return PostgresProcess.logFile(node);
    }

    private static String configuration(Map<String, String> parameters) {
        StringBuilder lines = new StringBuilder("\n");
        new TreeMap<>(parameters)
                .forEach((name, value) -> lines.append(name)
                        .append(" = '")
                        .append(value.replace("'", "''"))
                        .append("'\n"));
        return lines.toString();
    }
}
