package dev.tandem.sip.transport.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts a server whose chain leads to a root we know and whose certificate names the SIP domain
/// that was called (RFC 5922 §7.3). Called by the handshake, before anything of ours is sent.
final class ServerTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager roots;

  ServerTrust(X509ExtendedTrustManager roots) {
    this.roots = roots;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    roots.checkServerTrusted(chain, authType, engine);
    String domain = engine.getPeerHost();
    if (domain == null || !SipIdentity.proves(chain, domain)) {
      throw new CertificateException("the certificate does not name " + domain);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("without the name that was called nobody is trusted");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("clients are none of its business");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return roots.getAcceptedIssuers();
  }
}
