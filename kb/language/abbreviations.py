"""Abbreviations of the field and what they stand for, as two tables: by abbreviation and by full name."""

from __future__ import annotations

from types import MappingProxyType

from kb.language.patterns import WORD
from kb.language.tables import turn_round

ABBREVIATIONS = MappingProxyType(
    {
        # Programmes and bodies of social security
        "JKK": ("Jaminan Kecelakaan Kerja",),
        "JKM": ("Jaminan Kematian",),
        "JKm": ("Jaminan Kematian",),
        "JHT": ("Jaminan Hari Tua",),
        "JP": ("Jaminan Pensiun",),
        "JKP": ("Jaminan Kehilangan Pekerjaan",),
        "JKN": ("Jaminan Kesehatan Nasional",),
        "SJSN": ("Sistem Jaminan Sosial Nasional",),
        "DJSN": ("Dewan Jaminan Sosial Nasional",),
        "BPJS": ("Badan Penyelenggara Jaminan Sosial",),
        "BPJS TK": ("BPJS Ketenagakerjaan",),
        "BPJAMSOSTEK": ("BPJS Ketenagakerjaan",),
        "Jamsostek": ("Jaminan Sosial Tenaga Kerja", "Jaminan Sosial Ketenagakerjaan"),
        "BPU": ("Bukan Penerima Upah",),
        "PU": ("Penerima Upah", "Pekerjaan Umum"),
        "PMI": ("Pekerja Migran Indonesia",),
        "THT": ("Tunjangan Hari Tua",),
        # Public procurement and construction
        "PPK": ("Pejabat Pembuat Komitmen",),
        "PA": ("Pengguna Anggaran",),
        "KPA": ("Kuasa Pengguna Anggaran",),
        "PPTK": ("Pejabat Pelaksana Teknis Kegiatan",),
        "PPSPM": ("Pejabat Penandatangan Surat Perintah Membayar",),
        "UKPBJ": ("Unit Kerja Pengadaan Barang/Jasa",),
        "LKPP": ("Lembaga Kebijakan Pengadaan Barang/Jasa Pemerintah",),
        "SSUK": ("Syarat-Syarat Umum Kontrak",),
        "SSKK": ("Syarat-Syarat Khusus Kontrak",),
        "SPMK": ("Surat Perintah Mulai Kerja",),
        "SPK": ("Surat Perintah Kerja",),
        "SPPBJ": ("Surat Penunjukan Penyedia Barang/Jasa",),
        "HPS": ("Harga Perkiraan Sendiri",),
        "RAB": ("Rencana Anggaran Biaya",),
        "BUJK": ("Badan Usaha Jasa Konstruksi",),
        "SBU": ("Sertifikat Badan Usaha",),
        "SKK": ("Sertifikat Kompetensi Kerja",),
        "LPJK": ("Lembaga Pengembangan Jasa Konstruksi",),
        "LSP": ("Lembaga Sertifikasi Profesi",),
        "K3": ("Keselamatan dan Kesehatan Kerja",),
        "SMK3": ("Sistem Manajemen Keselamatan dan Kesehatan Kerja",),
        "SMKK": ("Sistem Manajemen Keselamatan Konstruksi",),
        "RKK": ("Rencana Keselamatan Konstruksi",),
        # Budgets
        "APBN": ("Anggaran Pendapatan dan Belanja Negara",),
        "APBD": ("Anggaran Pendapatan dan Belanja Daerah",),
        "DPA": ("Dokumen Pelaksanaan Anggaran",),
        "DIPA": ("Daftar Isian Pelaksanaan Anggaran",),
        # Instruments
        "UUD": ("Undang-Undang Dasar",),
        "UU": ("Undang-Undang",),
        "Perppu": ("Peraturan Pemerintah Pengganti Undang-Undang",),
        "PP": ("Peraturan Pemerintah",),
        "Perpres": ("Peraturan Presiden",),
        "Keppres": ("Keputusan Presiden",),
        "Inpres": ("Instruksi Presiden",),
        "Permen": ("Peraturan Menteri",),
        "Permenaker": ("Peraturan Menteri Ketenagakerjaan",),
        "Permendagri": ("Peraturan Menteri Dalam Negeri",),
        "Kepmen": ("Keputusan Menteri",),
        "Perda": ("Peraturan Daerah",),
        "Pergub": ("Peraturan Gubernur",),
        "Perwali": ("Peraturan Wali Kota",),
        "Perbup": ("Peraturan Bupati",),
        "SE": ("Surat Edaran",),
        "SK": ("Surat Keputusan",),
        "SKB": ("Surat Keputusan Bersama",),
        "MoU": ("Nota Kesepahaman",),
        # Offices and their people
        "PUPR": ("Pekerjaan Umum dan Perumahan Rakyat",),
        "Kemnaker": ("Kementerian Ketenagakerjaan",),
        "Kemendagri": ("Kementerian Dalam Negeri",),
        "Kemenkeu": ("Kementerian Keuangan",),
        "Pemda": ("Pemerintah Daerah",),
        "Pemkot": ("Pemerintah Kota",),
        "Pemkab": ("Pemerintah Kabupaten",),
        "Pemprov": ("Pemerintah Provinsi",),
        "OPD": ("Organisasi Perangkat Daerah",),
        "SKPD": ("Satuan Kerja Perangkat Daerah",),
        "Sekda": ("Sekretaris Daerah",),
        "Setda": ("Sekretariat Daerah",),
        "Disnaker": ("Dinas Tenaga Kerja",),
        "Kanwil": ("Kantor Wilayah",),
        "Kacab": ("Kepala Cabang",),
        "DPRD": ("Dewan Perwakilan Rakyat Daerah",),
        "DPR": ("Dewan Perwakilan Rakyat",),
        "Dirjen": ("Direktur Jenderal",),
        "Ditjen": ("Direktorat Jenderal",),
        "ASN": ("Aparatur Sipil Negara",),
        "PNS": ("Pegawai Negeri Sipil",),
        "PPPK": ("Pegawai Pemerintah dengan Perjanjian Kerja",),
        "BUMN": ("Badan Usaha Milik Negara",),
        "BUMD": ("Badan Usaha Milik Daerah",),
        "PHK": ("Pemutusan Hubungan Kerja",),
        "PKWT": ("Perjanjian Kerja Waktu Tertentu",),
        "PKWTT": ("Perjanjian Kerja Waktu Tidak Tertentu",),
        "PKB": ("Perjanjian Kerja Bersama",),
        "TKA": ("Tenaga Kerja Asing",),
        "RPTKA": ("Rencana Penggunaan Tenaga Kerja Asing",),
        "TKI": ("Tenaga Kerja Indonesia",),
        "PKL": ("Praktik Kerja Lapangan", "Pedagang Kaki Lima"),
        "UMKM": ("Usaha Mikro, Kecil, dan Menengah",),
        "KUR": ("Kredit Usaha Rakyat",),
        "BSU": ("Bantuan Subsidi Upah",),
        "APIP": ("Aparat Pengawasan Intern Pemerintah",),
        "LPSE": ("Layanan Pengadaan Secara Elektronik",),
        "SKA": ("Sertifikat Keahlian",),
        "SKT": ("Sertifikat Keterampilan",),
        "UMP": ("Upah Minimum Provinsi",),
        "UMK": ("Upah Minimum Kabupaten/Kota", "Usaha Mikro dan Kecil"),
        "Kalbar": ("Kalimantan Barat",),
        "Jabar": ("Jawa Barat",),
        "Jateng": ("Jawa Tengah",),
        "Jatim": ("Jawa Timur",),
        "Sumbar": ("Sumatera Barat",),
    }
)
"""Abbreviation as usually printed → what it stands for. More than one where the field uses more than one."""

EXPANSIONS = MappingProxyType(
    turn_round((short, full.lower()) for short, expansions in ABBREVIATIONS.items() for full in expansions)
)
"""Full name in lower case → its abbreviations."""


_SHORT = MappingProxyType({short.lower(): expansions for short, expansions in ABBREVIATIONS.items()})


AMBIGUOUS_LENGTH = 2
"""Abbreviations up to this long count only in capitals: "pa", "se" and "uu" are also words, or slips of the hand."""


def find_expansions(text: str) -> list[str]:
    """List the full names of the abbreviations in a text, each once.

    Example:
        >>> find_expansions("bolehkah pekerja di-PHK?"), find_expansions("iuran jkk")
        (['Pemutusan Hubungan Kerja'], ['Jaminan Kecelakaan Kerja'])
        >>> find_expansions("se Kalimantan")
        []
    """
    found: dict[str, None] = {}
    for word in WORD.findall(text):
        if len(word) > AMBIGUOUS_LENGTH or word.isupper():
            found.update(dict.fromkeys(_SHORT.get(word.lower(), ())))
    return list(found)
