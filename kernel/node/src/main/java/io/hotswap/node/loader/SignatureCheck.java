package io.hotswap.node.loader;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * Verifies JAR signatures with the JDK's own means: every entry signed, unchanged, and by somebody
 * whose certificate leads to the trust store. Blocking.
 *
 * <p>Without being required, an unsigned jar passes; a signed one that was changed never does.
 */
public final class SignatureCheck {
  private static final Pattern SIGNATURE_FILE =
      Pattern.compile("META-INF/([^/]+\\.(SF|RSA|DSA|EC)|SIG-[^/]*|MANIFEST\\.MF)");
  private static final char[] CUSTOMARY_PASSWORD = "changeit".toCharArray();

  private final Set<X509Certificate> trusted;
  private final boolean required;

  private SignatureCheck(Set<X509Certificate> trusted, boolean required) {
    this.trusted = trusted;
    this.required = required;
  }

  /**
   * @param trustStore PEM certificates, JKS or PKCS12
   * @throws IllegalArgumentException if it cannot be read or has no certificate
   */
  public static SignatureCheck of(Optional<Path> trustStore, boolean required) {
    return new SignatureCheck(
        trustStore.map(SignatureCheck::certificates).orElse(Set.of()), required);
  }

  void verify(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile(), true)) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        // Signers are known, and changes noticed, only after an entry was read to its end.
        try (InputStream in = jar.getInputStream(entry)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
        if (required && !entry.isDirectory() && !isSignatureFile(entry)) {
          requireTrusted(entry);
        }
      }
    } catch (SecurityException changed) {
      throw Rejection.of("signature", changed.getMessage(), "a jar unchanged since it was signed");
    } catch (FileSystemException ours) {
      throw ours;
    } catch (IOException | IllegalArgumentException damaged) {
      // Entries that do not inflate, wrong checksums, a manifest that is none: the sender's fault.
      throw Rejection.of("jar", damaged.getMessage(), "a jar whose entries can all be read");
    }
  }

  private static boolean isSignatureFile(JarEntry entry) {
    return SIGNATURE_FILE.matcher(entry.getName().toUpperCase(Locale.ROOT)).matches();
  }

  private void requireTrusted(JarEntry entry) {
    CodeSigner[] signers = entry.getCodeSigners();
    if (signers == null) {
      throw Rejection.of(
          "signature", entry.getName() + " is not signed", "a signed jar in profile production");
    }
    for (CodeSigner signer : signers) {
      if (isTrusted(signer.getSignerCertPath())) {
        return;
      }
    }
    throw Rejection.of(
        "signature",
        entry.getName() + " is signed by somebody unknown",
        "a signer that leads to one of " + trusted.size() + " certificates of the trust store");
  }

  private boolean isTrusted(CertPath path) {
    List<? extends Certificate> chain = path.getCertificates();
    if (trusted.isEmpty() || chain.isEmpty()) {
      return false;
    }
    try {
      if (trusted.contains(chain.get(0))) {
        ((X509Certificate) chain.get(0)).checkValidity();
        return true;
      }
      Set<TrustAnchor> anchors = new HashSet<>();
      trusted.forEach(certificate -> anchors.add(new TrustAnchor(certificate, null)));
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      List<? extends Certificate> below =
          chain.stream().filter(certificate -> !trusted.contains(certificate)).toList();
      CertPath shortened = CertificateFactory.getInstance("X.509").generateCertPath(below);
      CertPathValidator.getInstance("PKIX").validate(shortened, parameters);
      return true;
    } catch (GeneralSecurityException untrusted) {
      return false;
    }
  }

  private static Set<X509Certificate> certificates(Path store) {
    try {
      Set<X509Certificate> found =
          Files.readString(store, StandardCharsets.ISO_8859_1)
                  .contains("-----BEGIN CERTIFICATE-----")
              ? pem(store)
              : keyStore(store, null);
      if (found.isEmpty()) {
        found = keyStore(store, CUSTOMARY_PASSWORD);
      }
      if (!found.isEmpty()) {
        return found;
      }
    } catch (GeneralSecurityException | IOException unreadable) {
      throw refused(store, unreadable);
    }
    throw refused(store, null);
  }

  private static IllegalArgumentException refused(Path store, Exception cause) {
    return new IllegalArgumentException(
        "kernel.trust-store: "
            + store
            + " (expected: certificates in PEM, or in a JKS or PKCS12 store that opens without a"
            + " password or with the customary one)",
        cause);
  }

  private static Set<X509Certificate> pem(Path store) throws IOException, GeneralSecurityException {
    Set<X509Certificate> found = new HashSet<>();
    try (InputStream in = Files.newInputStream(store)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        found.add((X509Certificate) each);
      }
    }
    return found;
  }

  private static Set<X509Certificate> keyStore(Path store, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password);
    }
    Set<X509Certificate> found = new HashSet<>();
    for (String alias : Collections.list(keys.aliases())) {
      if (keys.getCertificate(alias) instanceof X509Certificate certificate) {
        found.add(certificate);
      }
    }
    return found;
  }
}
