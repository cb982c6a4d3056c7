package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A self-signed certificate and its key, as PEM files.
 *
 * @param certificate the certificate, which is also the root that clients trust
 * @param key the unencrypted private key, readable only by its owner
 */
record SelfSignedCertificate(Path certificate, Path key) {

    private static final String ALIAS = "server";
    private static final String PASSWORD = "changeit";

    /** Creates a certificate in the directory for these DNS names and addresses. The JDK's keytool takes 0.5 s. */
    static SelfSignedCertificate make(Path directory, List<String> dnsNames, List<InetAddress> addresses) {
        Path store = directory.resolve("server.p12");
        String names = Stream.concat(
                        dnsNames.stream().map(name -> "dns:" + name),
                        addresses.stream().map(address -> "ip:" + address.getHostAddress()))
                .collect(Collectors.joining(","));
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Command.of(List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + dnsNames.get(0),
                        "-ext",
                        "san=" + names,
                        "-validity",
                        "3650",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD))
                .run();
        return exported(store, directory);
    }

    private static SelfSignedCertificate exported(Path store, Path directory) {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            Path certificate = directory.resolve("root.crt");
            Path key = directory.resolve("server.key");
            writePem(certificate, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded(), "rw-r--r--");
            writePem(
                    key,
                    "PRIVATE KEY",
                    keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded(),
                    "rw-------");
            return new SelfSignedCertificate(certificate, key);
        } catch (GeneralSecurityException | IOException e) {
            throw new LabException("cannot create a certificate in " + directory, e);
        }
    }

    private static void writePem(Path file, String type, byte[] content, String permissions) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }
}
