"""Words that the sparse leg doesn't count, and the reason for each that one might expect on the other side."""

from __future__ import annotations

from types import MappingProxyType

_PARTICLES = (
    "yang dan di ke dari pada kepada dengan untuk bagi oleh dalam sebagai serta atau tetapi tapi namun melainkan "
    "sedangkan sehingga supaya agar karena sebab bahwa jika jikalau apabila bila bilamana maka ketika saat sejak "
    "hingga sampai antara terhadap tentang mengenai per demi guna seperti bagaikan daripada walaupun meskipun yakni "
    "yaitu ialah adalah merupakan pun lah kah nya toh sih deh kok dong ya yah nah se para si sang"
)
_PRONOUNS = (
    "saya aku kami kita anda kamu kau engkau kalian dia ia beliau mereka ini itu tersebut begini begitu demikian "
    "sini situ sana dirinya sendiri hal hal-hal"
)
_QUESTION_WORDS = (
    "apa apakah siapa siapakah mana manakah bagaimana mengapa kenapa kapan berapa dimana kemana apaan berapakah "
    "kapankah bagaimanakah adakah bisakah gimana kalau kalo ingin mau tolong jelaskan sebutkan maksud maksudnya soal "
    "menurut terkait"
)
_ADVERBS = (
    "juga lagi sudah telah akan sedang masih pernah belumkah sangat amat sekali lebih paling cukup hampir agak "
    "kembali kemudian lalu selanjutnya saja hanya cuma bahkan pula memang tentu mungkin sekitar tiap setiap ada "
    "adanya sambil sementara selain secara dapat bisa lain lainnya ujar ujarnya kata katanya jelas jelasnya tegas "
    "tegasnya ungkap ungkapnya tutur tuturnya imbuhnya tutupnya terang lanjutnya"
)

DROPPED = MappingProxyType(
    {
        "hal": "'dalam hal' is the legal 'if'; it stands in most articles",
        "sebagaimana": "opens every cross-reference, 'sebagaimana dimaksud dalam Pasal …'",
        "dimaksud": "the other half of that formula",
        "dapat": "in nearly every article; the duty words (wajib, harus, dilarang) are kept",
        "apa": "a question's word; it stands in no answer",
        "berapa": "a question's word; the answer has a number instead",
        "bagaimana": "a question's word",
        "kalau": "the spoken 'if'; statutes say 'apabila' and 'dalam hal', so it finds quoted speech only",
        "menurut": "'according to': who follows it is what counts",
        "soal": "the spoken 'about'",
        "tersebut": "points back, says nothing",
        "ujarnya": "how news opens or closes each quotation; the speaker's name is what counts",
        "jelas": "as 'ujar': in news it is nearly always 'said'",
    }
)
"""Stop words that a reader may wonder about → why they are dropped."""

KEPT = MappingProxyType(
    {
        "tidak": "negation turns a duty into its opposite",
        "bukan": "negation, and half of 'bukan penerima upah'",
        "tanpa": "negation of a condition",
        "belum": "the news' 'not yet covered' is the point of the sentence",
        "jangan": "prohibition",
        "kecuali": "opens the exception that a lawyer looks for",
        "wajib": "the duty itself",
        "harus": "the duty itself",
        "dilarang": "the prohibition itself",
        "boleh": "the permission itself",
        "paling": "half of 'paling lambat' and 'paling banyak', which hold time limits and caps",
        "lambat": "the other half of 'paling lambat'",
        "sebelum": "a time limit's direction",
        "setelah": "a time limit's direction",
        "sesudah": "a time limit's direction",
        "selama": "a time limit's length",
        "kurang": "an amount's direction",
        "semua": "scope of a duty",
        "seluruh": "scope of a duty",
        "atas": "half of 'perubahan atas', the mark of an amending statute",
        "baru": "'55 persen baru terdaftar': how news says 'only'",
        "tahun": "a question by year is common, and IDF weighs it down by itself",
        "pasal": "as 'tahun'",
        "ayat": "as 'tahun'",
    }
)
"""Words that common Indonesian lists drop and this one keeps → why."""

STOP_WORDS = frozenset(
    " ".join((_PARTICLES, _PRONOUNS, _QUESTION_WORDS, _ADVERBS, " ".join(DROPPED))).split()
) - frozenset(KEPT)
"""Words in lower case that ``index_terms`` leaves out."""
