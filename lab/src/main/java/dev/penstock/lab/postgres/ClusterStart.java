package dev.penstock.lab.postgres;

import dev.penstock.lab.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The start of a cluster from its settings. A start that fails leaves no process and no file. */
final class ClusterStart {

    private final ClusterSettings settings;
    private final LabDirectory directory;
    private final Privileges privileges;

    ClusterStart(ClusterSettings settings, LabDirectory directory, Privileges privileges) {
        this.settings = withPort(settings);
        this.directory = directory;
        this.privileges = privileges;
    }

    PostgresCluster run() {
        directory.abandonedRuns().forEach(AbandonedRun::remove);
        PostgresBinaries binaries = PostgresBinaries.unpackedIn(directory);
        PostgresTemplate template = PostgresTemplate.in(directory, binaries, privileges, settings.login());
        Path run = directory.newRun();
        ClusterGuard guard = ClusterGuard.of(run);
        List<PostgresServer> servers = new ArrayList<>();
        try {
            @Nullable SelfSignedCertificate certificate = certificateIn(run);
            for (InetAddress address : settings.addresses()) {
                Path node = Files.createDirectory(run.resolve("node" + servers.size()));
                NodeDirectory files = new NodeDirectory(
                        node, binaries, privileges, settings.login().database(), guard);
                servers.add(launched(run.getFileName() + "-" + servers.size(), address, files, template, certificate));
            }
            servers.forEach(PostgresServer::awaitReady);
            @Nullable Path root = certificate == null ? null : certificate.certificate();
            return new PostgresCluster(settings, run, servers, guard, root);
        } catch (IOException e) {
            throw rollBack(run, servers, guard, new UncheckedIOException("cannot create directories in " + run, e));
        } catch (RuntimeException e) {
            throw rollBack(run, servers, guard, e);
        }
    }

    private PostgresServer launched(
            String name,
            InetAddress address,
            NodeDirectory files,
            PostgresTemplate template,
            @Nullable SelfSignedCertificate certificate) {
        Map<String, String> parameters = new HashMap<>(settings.parameters());
        parameters.put("listen_addresses", address.getHostAddress());
        parameters.put("port", Integer.toString(settings.port()));
        parameters.put("cluster_name", name);
        if (certificate != null) {
            parameters.put("ssl", "on");
        }
        files.prepare(template, parameters);
        if (certificate != null) {
            files.install(certificate);
        }
        privileges.giveToServers(files.data());
        PostgresServer server = new PostgresServer(name, address, settings.port(), files, settings.startLimit());
        server.launch();
        return server;
    }

    private @Nullable SelfSignedCertificate certificateIn(Path run) {
        return settings.certificateNames().isEmpty()
                ? null
                : SelfSignedCertificate.make(run, settings.certificateNames(), settings.addresses());
    }

    private static RuntimeException rollBack(
            Path run, List<PostgresServer> servers, ClusterGuard guard, RuntimeException failure) {
        try {
            PostgresCluster.close(servers, guard, run);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private static ClusterSettings withPort(ClusterSettings settings) {
        settings.addresses().forEach(Loopback::requireBindable);
        return settings.port() != 0 ? settings : settings.withPort(Loopback.freePort(settings.addresses()));
    }
}
